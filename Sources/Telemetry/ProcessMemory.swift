import Foundation

/// What this process holds of the machine's memory.
public enum ProcessMemory {
    /// Resident bytes (proc(5), statm); nil where the system does not say.
    public static var residentBytes: Int? {
        guard let text = FileManager.default.contents(atPath: "/proc/self/statm") else { return nil }
        let words = String(decoding: text, as: UTF8.self).split(separator: " ")
        return words.dropFirst().first.flatMap { Int($0) }.map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
    }
}
