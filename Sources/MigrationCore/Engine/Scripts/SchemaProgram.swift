/// The program that a project's `schema.swift` is compiled into: it writes the SQL, line by line, each with its place.
struct SchemaProgram: CompiledProgram {
    let files: [ScriptProgram.File]

    static let fault = MigrationError.Code.schema

    static let library = EmbeddedModule(name: "MigrationSchema", files: SchemaSources.files)

    let main = """
        import MigrationSchema
        #if canImport(Glibc)
        @preconcurrency import Glibc
        #elseif canImport(Musl)
        @preconcurrency import Musl
        #else
        @preconcurrency import Darwin
        #endif

        @main enum MigrateSchemaMain {
            static func main() {
                // A program that the schema starts must not hold the file.
                _ = fcntl(3, F_SETFD, FD_CLOEXEC)
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
                write(text + "E\\n")
            }

            static func write(_ text: String) {
                var rest = Array(text.utf8)[...]
                while !rest.isEmpty {
                    let count = rest.withUnsafeBytes { systemWrite(3, $0.baseAddress, $0.count) }
                    if count < 0, errno == EINTR { continue }
                    if count <= 0 { exit(1) }
                    rest = rest.dropFirst(count)
                }
            }

            static func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
                #if canImport(Glibc)
                Glibc.write(descriptor, buffer, count)
                #elseif canImport(Musl)
                Musl.write(descriptor, buffer, count)
                #else
                Darwin.write(descriptor, buffer, count)
                #endif
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
