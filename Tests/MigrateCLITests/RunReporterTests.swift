import Testing

@testable import MigrateCLI

@Suite struct RunReporterTests {
    @Test func timesAreAddedUpToTheLargestNumber() {
        #expect(RunReporter.sum(3, 4) == 7)
        #expect(RunReporter.sum(.max, 1) == .max)
        #expect(RunReporter.sum(.min, -1) == .min)
    }

    @Test func lessThanAMillisecondIsNoZero() {
        #expect(RunReporter.time(0) == "under 1 ms")
        #expect(RunReporter.time(.min) == "under 1 ms")
        #expect(RunReporter.time(12) == "12 ms")
    }
}
