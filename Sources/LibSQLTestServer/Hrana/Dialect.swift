/// Which of the two servers is played.
public enum Dialect: String, Hashable, Sendable, CaseIterable {
    /// The open-source server, as `turso dev` runs it.
    case sqld
    /// The hosted service, as its protocol text describes it.
    case cloud
}
