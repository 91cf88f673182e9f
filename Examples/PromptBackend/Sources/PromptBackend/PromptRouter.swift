import Foundation
import Hummingbird
import MigrationCore

/// The routes: `/health`, prompts, and their evaluations.
struct PromptRouter: Sendable {
    let store: any Store
    let migrator: Migrator

    var router: Router<BasicRequestContext> {
        let router = Router()
        router.get("health") { _, _ in try await health() }
        router.group("prompts")
            .get { _, _ in try await prompts() }
            .post { request, context in try await create(try await request.decode(as: NewPrompt.self, context: context))
            }
            .get(":id") { _, context in try await prompt(try context.parameters.require("id")) }
            .patch(":id") { request, context in
                let change = try await request.decode(as: PromptChange.self, context: context)
                return try await update(try context.parameters.require("id"), change)
            }
            .delete(":id") { _, context in try await delete(try context.parameters.require("id")) }
            .get(":id/evaluations") { _, context in try await evaluations(try context.parameters.require("id")) }
            .post(":id/evaluations") { request, context in
                let new = try await request.decode(as: NewEvaluation.self, context: context)
                return try await evaluate(try context.parameters.require("id"), new)
            }
        return router
    }

    /// Where the database is: what a load balancer and a deployment ask.
    private func health() async throws -> EditedResponse<Health> {
        let status = try await migrator.status()
        let health = Health(
            revision: status.current.map(\.rawValue),
            relation: status.relation.rawValue,
            pending: status.pending.count
        )
        return EditedResponse(status: status.relation == .current ? .ok : .serviceUnavailable, response: health)
    }
}

// MARK: Prompts

extension PromptRouter {
    private static let columns = "id, user_id, title, content, status, version, slug"

    private func prompts() async throws -> [Prompt] {
        try await rows("SELECT \(Self.columns) FROM prompts WHERE deleted_at IS NULL ORDER BY created_at, id")
            .map(Prompt.init)
    }

    private func prompt(_ id: String) async throws -> Prompt {
        let found = try await rows(
            "SELECT \(Self.columns) FROM prompts WHERE id = ? AND deleted_at IS NULL",
            .text(id)
        )
        guard let row = found.first else { throw HTTPError(.notFound, message: "no prompt \(id)") }
        return Prompt(row)
    }

    private func create(_ new: NewPrompt) async throws -> EditedResponse<Prompt> {
        let id = UUID().uuidString.lowercased()
        _ = try await rows(
            "INSERT INTO prompts (id, user_id, title, content, slug) VALUES (?, ?, ?, ?, ?)",
            .text(id),
            .text(new.userID),
            .text(new.title),
            .text(new.content),
            .text(new.slug ?? "prompt-\(id.prefix(8))")
        )
        return EditedResponse(status: .created, response: try await prompt(id))
    }

    private func update(_ id: String, _ change: PromptChange) async throws -> Prompt {
        _ = try await rows(
            """
            UPDATE prompts SET title = coalesce(?, title), content = coalesce(?, content), status = coalesce(?, status)
            WHERE id = ? AND deleted_at IS NULL
            """,
            Value(change.title),
            Value(change.content),
            Value(change.status),
            .text(id)
        )
        return try await prompt(id)
    }

    private func delete(_ id: String) async throws -> HTTPResponse.Status {
        _ = try await prompt(id)
        _ = try await rows("UPDATE prompts SET deleted_at = CURRENT_TIMESTAMP WHERE id = ?", .text(id))
        return .noContent
    }
}

// MARK: Evaluations

extension PromptRouter {
    private func evaluations(_ prompt: String) async throws -> [Evaluation] {
        _ = try await self.prompt(prompt)
        return try await rows(
            "SELECT id, prompt_id, name, model, status, score FROM evaluations WHERE prompt_id = ? ORDER BY created_at, id",
            .text(prompt)
        )
        .map(Evaluation.init)
    }

    private func evaluate(_ prompt: String, _ new: NewEvaluation) async throws -> EditedResponse<Evaluation> {
        _ = try await self.prompt(prompt)
        let id = UUID().uuidString.lowercased()
        let made = try await rows(
            """
            INSERT INTO evaluations (id, prompt_id, name, model, status, score) VALUES (?, ?, ?, ?, ?, ?)
            RETURNING id, prompt_id, name, model, status, score
            """,
            .text(id),
            .text(prompt),
            .text(new.name),
            .text(new.model),
            .text(new.score == nil ? "pending" : "completed"),
            Value(new.score)
        )
        guard let row = made.first else { throw HTTPError(.internalServerError) }
        return EditedResponse(status: .created, response: Evaluation(row))
    }

    /// A row that the schema refuses is the caller's mistake.
    private func rows(_ sql: String, _ arguments: Value...) async throws -> [[String: Value]] {
        do {
            return try await store.rows(sql, arguments)
        } catch let error as StoreError where error.isConstraint {
            throw HTTPError(.unprocessableContent, message: error.message)
        }
    }
}
