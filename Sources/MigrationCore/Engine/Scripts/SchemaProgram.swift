/// The program that a project's `schema.swift` is compiled into: it tells the SQL, line by line, each with its place.
struct SchemaProgram: CompiledProgram {
    let files: [ScriptProgram.File]

    static let fault = MigrationError.Code.schema

    static let library = EmbeddedModule(name: "MigrationSchema", files: SchemaSources.files + [RunnerChannel.file])

    let main = """
        @_spi(Runner) import MigrationSchema

        @main enum MigrateSchemaMain {
            static func main() {
                MigrationSchema.MigrateRunnerChannel.open()
                let rendering = (schema as MigrationSchema.Schema).rendering
                var text = ""
                for statement in rendering.statements {
                    for line in statement.lines { text += "L\\t\\(line.file)\\t\\(line.line)\\t\\(line.text)\\n" }
                    text += "\\n"
                }
                for problem in rendering.problems {
                    let message = problem.message.split(whereSeparator: \\.isNewline).joined(separator: " ")
                    text += "P\\t\\(problem.file)\\t\\(problem.line)\\t\\(message)\\n"
                }
                MigrationSchema.MigrateRunnerChannel.send(Swift.Array(text.utf8))
            }
        }

        """

    func refusal(_ printed: String) -> MigrationError {
        let path = files.first?.path ?? ""
        // The one thing that the file which holds the program together asks for.
        guard printed.contains("error:"), printed.split(separator: "\n").allSatisfy(SchemaProgram.isOfMain) else {
            return MigrationError(
                .schema,
                "the declared schema does not compile:\n" + printed,
                remedy: "Correct it, then run the same command again."
            )
        }
        return MigrationError(
            .schema,
            "\(path) declares no `schema` that a command could read",
            remedy: "Write `let schema = Schema { … }` at the file's top level, and no `private` before it."
        )
    }

    /// Whether a line of the compiler's is no error, or one of the file that holds the program together.
    private static func isOfMain(_ line: Substring) -> Bool {
        guard let mark = line.firstRange(of: ": error:") else { return true }
        return line[..<mark.lowerBound].contains("MigrateRunnerMain.swift:")
    }
}
