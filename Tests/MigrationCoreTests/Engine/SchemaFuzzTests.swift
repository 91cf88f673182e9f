import Foundation
import MigrationCore
import Testing

/// Random pairs of schemas with rows: the upgrade reaches the declaration and keeps common values, or refuses and changes
/// nothing; the downgrade returns; a second comparison finds nothing.
@Suite struct SchemaFuzzTests {
    /// A pair that fails is made small, told, and with `MIGRATE_FUZZ_KEEP=FILE` added to that file of cases.
    ///
    /// `MIGRATE_FUZZ_SEEDS=10000 swift test --filter SchemaFuzzTests`, from `MIGRATE_FUZZ_FIRST` on.
    private static var seeds: Range<UInt64> {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["MIGRATE_FUZZ_FIRST"].flatMap(UInt64.init) ?? 1
        return first..<(first + (environment["MIGRATE_FUZZ_SEEDS"].flatMap(UInt64.init) ?? 200))
    }

    @Test func everyPairReachesTheDeclarationOrIsRefused() throws {
        var outcomes: [String: Int] = [:]
        for seed in Self.seeds {
            let pair = RandomPair(seed: seed)
            switch pair.outcome() {
            case .failed(let reason):
                let small = pair.shrunk()
                guard case .failed(let last) = small.outcome() else { return }
                try small.keep("fuzz-\(seed)")
                Issue.record("seed \(seed): \(reason)\n\nshrunk: \(last)\n\(small)")
            case .held(let what): outcomes[what, default: 0] += 1
            }
        }
        #expect(SchemaCase.parses(RandomPair(seed: 1).caseLine("fuzz-1")))
        print("pairs:", outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        // Most pairs have to go through, or the property says nothing.
        #expect(outcomes["upgraded and back", default: 0] * 3 > Self.seeds.count)
    }
}
