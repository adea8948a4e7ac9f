import Foundation

/// What an instance calls itself where nobody says: unique over machines and containers, in which process ids repeat.
public enum InstanceName {
    /// `<program>-<host>-<process id>`, such as `fraud-3f9c2a-7`.
    public static func make(for program: String) -> String {
        let host = ProcessInfo.processInfo.hostName.prefix { $0 != "." }.prefix(24)
        return "\(program)-\(host)-\(ProcessInfo.processInfo.processIdentifier)"
    }
}
