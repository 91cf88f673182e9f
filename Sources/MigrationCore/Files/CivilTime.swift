#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A moment by the calendar, in UTC.
package struct CivilTime: Hashable, Sendable {
    package let epoch: Int64
    package let year: Int64
    package let month: Int64
    package let day: Int64
    package let hour: Int64
    package let minute: Int64
    package let second: Int64

    /// The moment of a Unix time.
    ///
    /// Years beyond 9999 and before 0 are clamped, which ISO 8601 has no four digits for.
    package init(epoch: Int64) {
        self.epoch = min(max(epoch, -62_167_219_200), 253_402_300_799)
        let days = (self.epoch >= 0 ? self.epoch : self.epoch - 86_399) / 86_400
        let seconds = self.epoch - days * 86_400
        // Days are counted from 1 March of year 0, so that the leap day is a year's last; an era has 400 years.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = seconds / 3_600
        minute = seconds / 60 % 60
        second = seconds % 60
    }

    /// The moment that the system's clock shows.
    package static var now: CivilTime { CivilTime(epoch: Int64(time(nil))) }

    /// `2026-11-21T04:31:07Z`.
    package var iso8601: String {
        let date = "\(CivilTime.digits(year, 4))-\(CivilTime.digits(month))-\(CivilTime.digits(day))"
        return "\(date)T\(CivilTime.digits(hour)):\(CivilTime.digits(minute)):\(CivilTime.digits(second))Z"
    }

    /// A number with leading zeros.
    static func digits(_ number: Int64, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
