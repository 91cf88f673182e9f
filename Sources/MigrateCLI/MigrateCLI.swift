/// The command line of `migrate`, as a library, so that a team's own executable can be three lines.
public enum MigrateCLI {
    /// Runs the command that the process was started with, and ends the process with its exit code.
    public static func main() async {}
}
