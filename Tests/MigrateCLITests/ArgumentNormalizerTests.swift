import Testing

@testable import MigrateCLI

@Suite struct ArgumentNormalizerTests {
    @Test(arguments: [
        ("downgrade -1", "downgrade -- -1"),
        ("downgrade -1 --sql", "downgrade --sql -- -1"),
        ("downgrade --sql -1", "downgrade --sql -- -1"),
        ("-e staging downgrade -2 -v", "downgrade -e staging -v -- -2"),
        ("--json -c x.toml current -v", "current --json -c x.toml -v"),
        ("-q", "-q"),
        ("-e", "-e"),
        ("--env=staging current", "current --env=staging"),
        ("--version", "--version"),
        ("history -r-3:current", "history --rev-range=-3:current"),
        ("history -r -3:current", "history --rev-range=-3:current"),
        ("history --rev-range -3:current -v", "history --rev-range=-3:current -v"),
        ("history --rev-range=-3:current", "history --rev-range=-3:current"),
        ("history -vr-3:current", "history -v --rev-range=-3:current"),
        ("history -ivr -3:", "history -i -v --rev-range=-3:"),
        ("history -r a:b", "history -r a:b"),
        ("history -ra:b", "history --rev-range=a:b"),
        ("upgrade +1", "upgrade +1"),
        ("upgrade head -q", "upgrade head -q"),
        ("stamp -1 --purge", "stamp --purge -- -1"),
        ("revision -mfix", "revision --message=fix"),
        ("revision -m --autogenerate", "revision -m --autogenerate"),
        ("upgrade --lock-timeout -1", "upgrade --lock-timeout=-1"),
        ("downgrade -- -1", "downgrade -- -1"),
        ("downgrade -v -1 -- x", "downgrade -v -- -1 x"),
        ("-", "-"),
        ("--help", "--help"),
        ("-z3", "-z3"),
        ("", ""),
    ])
    func rewrites(_ typed: String, _ expected: String) {
        let arguments = typed.split(separator: " ").map(String.init)
        #expect(ArgumentNormalizer.normalize(arguments) == expected.split(separator: " ").map(String.init))
    }

    @Test func keepsWordsThatBeginWithAMinusAsAMessage() {
        #expect(ArgumentNormalizer.normalize(["revision", "-m", "- fix it"]) == ["revision", "--message=- fix it"])
        #expect(ArgumentNormalizer.normalize(["revision", "--message", "-1"]) == ["revision", "--message=-1"])
    }

    @Test func shortOptionsTakingAValueAreExpandedWhereTheyAreJoined() {
        #expect(ArgumentNormalizer.normalize(["-estaging", "current"]) == ["current", "--env=staging"])
        #expect(ArgumentNormalizer.normalize(["-e", "staging", "current"]) == ["current", "-e", "staging"])
    }
}
