import Hummingbird

/// What goes in and out as JSON.
struct Health: ResponseEncodable {
    let revision: [String]
    let relation: String
    let pending: Int
}

struct Prompt: ResponseEncodable, Decodable {
    let id: String
    let userID: String
    let title: String
    let content: String
    let status: String
    let version: Int64
    let slug: String

    init(_ row: [String: Value]) {
        id = row["id"]?.text ?? ""
        userID = row["user_id"]?.text ?? ""
        title = row["title"]?.text ?? ""
        content = row["content"]?.text ?? ""
        status = row["status"]?.text ?? ""
        version = row["version"]?.integer ?? 0
        slug = row["slug"]?.text ?? ""
    }
}

struct NewPrompt: Decodable {
    let userID: String
    let title: String
    let content: String
    let slug: String?
}

struct PromptChange: Decodable {
    let title: String?
    let content: String?
    let status: String?
}

struct Evaluation: ResponseEncodable, Decodable {
    let id: String
    let promptID: String
    let name: String
    let model: String
    let status: String
    let score: Double?

    init(_ row: [String: Value]) {
        id = row["id"]?.text ?? ""
        promptID = row["prompt_id"]?.text ?? ""
        name = row["name"]?.text ?? ""
        model = row["model"]?.text ?? ""
        status = row["status"]?.text ?? ""
        score = row["score"]?.real
    }
}

struct NewEvaluation: Decodable {
    let name: String
    let model: String
    let score: Double?
}
