import Foundation
import Testing

/// The order of the layers, the imports of each, and the sizes of files and functions.
@Suite struct LayeringTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources")

    private func files() throws -> [SourceAudit.File] {
        let names = try #require(FileManager.default.enumerator(atPath: Self.sources.path)).compactMap { $0 as? String }
        return try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
            SourceAudit.File(
                path: name,
                text: try String(contentsOf: Self.sources.appending(path: name), encoding: .utf8)
            )
        }
    }

    private func violations(_ sources: [String: String]) -> [String] {
        SourceAudit(sources.sorted { $0.key < $1.key }.map { SourceAudit.File(path: $0, text: $1) }).violations
    }

    @Test func theSourcesKeepTheRules() throws {
        let files = try files()
        #expect(files.count > 50)
        let violations = SourceAudit(files).violations
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    @Test func theLibraryPrintsNothing() throws {
        // The descriptors of a child are set up in one file, which writes to none.
        let library = try files().filter { $0.path.hasPrefix("MigrationCore/") || $0.path.hasPrefix("LibSQLClient/") }
            .filter { !$0.path.hasSuffix("/ChildProcess.swift") }
        #expect(library.count > 50)
        let words: Set = ["print", "debugPrint", "dump", "STDOUT_FILENO", "STDERR_FILENO", "stdout", "stderr", "puts"]
        for file in library {
            let tokens = SwiftLexer.tokens(of: file.text)
            for (token, next) in zip(tokens, tokens.dropFirst()) where words.contains(token.text) {
                #expect(next.text != "(" && !token.text.hasPrefix("STD"), "\(file.path):\(token.line): \(token.text)")
            }
        }
    }

    @Test func aUseAgainstTheArrowIsSeen() {
        let sources = [
            "MigrationCore/Graph/Revision.swift": "struct Revision {\n    enum Body {}\n}\n",
            "MigrationCore/Engine/Runner.swift":
                "struct Runner {}\nextension Revision { static let runner = Runner() }\n",
            "MigrationCore/Plan/Plan.swift": """
            // Runner is fine in a comment, /* as in this one: Runner */
            struct Plan {
                let text = "Runner \\(Revision.Runner.self)"
                func use(_ runner: Runner?) -> String { "\\(Runner.self)" }
            }

            """,
        ]
        #expect(
            violations(sources) == [
                "MigrationCore/Plan/Plan.swift:4: Plan names Runner of Engine",
                "MigrationCore/Plan/Plan.swift:4: Plan names Runner of Engine",
            ]
        )
    }

    @Test func aNestedTypeOfTheSameNameIsNoUse() {
        let sources = [
            "MigrationCore/Schema/Table.swift": "struct Table { enum Kind {} ; let kind: Kind }\n",
            "MigrationCore/Engine/Event.swift": "struct Event { enum Kind {} }\n",
            "MigrationCore/SQL/Token.swift": "struct Token { enum Kind {} ; let kind: Kind }\n",
        ]
        #expect(violations(sources).isEmpty)
    }

    @Test func aFolderWithoutAPlaceIsSeen() {
        #expect(
            violations(["MigrationCore/Utilities/A.swift": "enum A {}\n"]) == [
                "MigrationCore/Utilities/A.swift: the folder 'Utilities' has no place in the order of layers"
            ]
        )
    }

    @Test func importsBeyondTheRowAreSeen() {
        let sources = [
            "MigrationCore/Script/A.swift": "import Glibc\n",
            "MigrationCore/Graph/A.swift": "public import Logging\n",
            "MigrationCore/Files/A.swift":
                "#if canImport(Glibc)\nimport Glibc\n#endif\nlet code = \"import MigrationCore\"\n",
            "MigrationCore/Drivers/A.swift": "internal import CSQLite\n",
            "MigrationCore/Drivers/SQLite/A.swift": "internal import CSQLite\n",
            "MigrationCore/Engine/A.swift": "import struct Foundation.URL\n",
            "MigrateCLI/A.swift": "import ArgumentParser\nimport CSQLite\n",
            "migrate/main.swift": "import MigrateCLI\nimport MigrationCore\n",
        ]
        #expect(
            violations(sources) == [
                "MigrateCLI/A.swift:2: may not import CSQLite",
                "MigrationCore/Drivers/A.swift:1: may not import CSQLite",
                "MigrationCore/Engine/A.swift:1: may not import Foundation",
                "MigrationCore/Graph/A.swift:1: may not import Logging",
                "MigrationCore/Script/A.swift:1: may not import Glibc",
                "migrate/main.swift:2: may not import MigrationCore",
            ]
        )
    }

    @Test func theClientKnowsNothingOfMigrationsAndTheDoubleNothingOfEither() {
        let sources = [
            "CCurl/A.swift": "import Glibc\n",
            "LibSQLClient/A.swift":
                "internal import CCurl\nimport FoundationEssentials\nimport Foundation\nimport CSQLite\nimport Logging\n",
            "LibSQLClient/HTTP/A.swift": "import MigrationCore\nimport Synchronization\n",
            "LibSQLTestServer/A.swift":
                "import FlyingFox\nimport FlyingSocks\nimport CSQLite\nimport Foundation\nimport LibSQLClient\n",
            "LibSQLTestServer/Relay/A.swift": "import Glibc\nimport MigrationCore\nimport CCurl\n",
        ]
        #expect(
            violations(sources) == [
                "CCurl/A.swift:1: may not import Glibc", "LibSQLClient/A.swift:3: may not import Foundation",
                "LibSQLClient/A.swift:4: may not import CSQLite", "LibSQLClient/A.swift:5: may not import Logging",
                "LibSQLClient/HTTP/A.swift:1: may not import MigrationCore",
                "LibSQLTestServer/A.swift:5: may not import LibSQLClient",
                "LibSQLTestServer/Relay/A.swift:2: may not import MigrationCore",
                "LibSQLTestServer/Relay/A.swift:3: may not import CCurl",
            ]
        )
    }

    @Test func whatIsTooLongIsSeen() {
        let line = "        call(\"}\") { $0 } // }\n"
        let text = """
            protocol P {
                func required(_ a: [Int]) throws -> Int
                var value: Int { get }
            }
            struct S {
                func fits(_ a: () -> Void = {}) {
            \(String(repeating: line, count: 58))    }
                init(
                    a: Int
                ) {
            \(String(repeating: line, count: 58))    }
                let s = S.init(a: 1)
            }

            """
        #expect(violations(["MigrateCLI/S.swift": text]) == ["MigrateCLI/S.swift:66: init has 62 lines, over 60"])
        let long = String(repeating: "let a = 1\n", count: 501)
        #expect(violations(["MigrateCLI/L.swift": long]) == ["MigrateCLI/L.swift: 501 lines, over 500"])
    }
}
