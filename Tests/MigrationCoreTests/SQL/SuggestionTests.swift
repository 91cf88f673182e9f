import MigrationCore
import Testing

@Suite struct SuggestionTests {
    private let keys = ["revision", "down_revision", "depends_on", "message", "url"]

    @Test(arguments: [
        ("revison", "revision"), ("Revision", "revision"), ("rveision", "revision"), ("down_revison", "down_revision"),
        ("depend_on", "depends_on"), ("mesage", "message"), ("ulr", "url"),
    ])
    func findsWhatWasMeant(name: String, meant: String) {
        #expect(Suggestion.closest(to: name, in: keys) == meant)
        #expect(Suggestion.phrase(for: name, in: keys) == " (did you mean '\(meant)'?)")
    }

    @Test(arguments: ["author", "revision", "", "x", "note"])
    func isSilentWhereNothingIsNear(name: String) {
        #expect(Suggestion.closest(to: name, in: keys) == nil)
        #expect(Suggestion.phrase(for: name, in: keys).isEmpty)
    }
}
