import Foundation
import Testing

@testable import LibSQLClient

@Suite struct HTTPTimeTests {
    @Test(arguments: [0, 784_111_777, 951_782_400, 951_868_799, 1_709_164_800, 1_795_236_069, 4_102_444_800, -1])
    func momentsAgreeWithFoundation(epoch: Int64) throws {
        let date = Date(timeIntervalSince1970: Double(epoch))
        #expect(HTTPTime.iso8601(epoch) == date.formatted(.iso8601))
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        #expect(HTTPTime.parse(formatter.string(from: date)) == epoch)
    }

    @Test func farAwayMomentsAreClamped() {
        #expect(HTTPTime.iso8601(.max) == "9999-12-31T23:59:59Z")
        #expect(HTTPTime.iso8601(.min) == "0000-01-01T00:00:00Z")
    }

    @Test(arguments: [
        "", "120", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nox 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 -8:49:37 GMT",
    ])
    func whatIsNoDateIsNone(text: String) {
        #expect(HTTPTime.parse(text) == nil)
    }
}
