import MigrationCore

extension Console {
    /// Asks before a protected environment is touched.
    ///
    /// - Parameters:
    ///   - question: what is about to happen.
    ///   - choice: the database.
    ///   - isGiven: whether `--yes` was typed.
    /// - Throws: `MigrationError` of code `declined` for any answer but yes, and where nobody can be asked.
    func confirm(_ question: String, on choice: DatabaseChoice, isGiven: Bool) throws(MigrationError) {
        guard choice.isProtected, !isGiven else { return }
        try requireTerminal(choice, isGiven: isGiven)
        ask(style.bold("\(question) on \(choice.environment) (\(choice.display))?") + " [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        guard ["y", "yes"].contains(answer) else {
            throw MigrationError(.declined, "declined; nothing was changed on \(choice.environment)")
        }
    }

    /// Fails at once where a protected environment would need an answer and nobody can give it.
    func requireTerminal(_ choice: DatabaseChoice, isGiven: Bool) throws(MigrationError) {
        guard choice.isProtected, !isGiven, !canAsk else { return }
        throw MigrationError(
            .declined,
            "the environment '\(choice.environment)' is protected, and there is no terminal to ask on",
            remedy: "Add --yes if \(choice.display) is what you mean."
        )
    }
}
