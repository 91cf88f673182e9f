import LibSQLClient
import Testing

@Suite struct HranaValueTests {
    @Test func valuesOfDifferentKindsAreDifferent() {
        #expect(HranaValue.integer(1) != .real(1))
    }
}
