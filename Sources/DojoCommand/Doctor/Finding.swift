/// One thing that `dojo doctor` has looked at.
struct Finding: Sendable, Equatable {
    enum Verdict: String, Sendable {
        case ok, warn, fail
    }

    let verdict: Verdict
    /// What was looked at: `redis`.
    let subject: String
    /// What was found, for a person.
    let message: String
    /// What to do about it.
    let remedy: String?

    static func ok(_ subject: String, _ message: String) -> Finding {
        Finding(verdict: .ok, subject: subject, message: message, remedy: nil)
    }

    static func warn(_ subject: String, _ message: String, remedy: String) -> Finding {
        Finding(verdict: .warn, subject: subject, message: message, remedy: remedy)
    }

    static func fail(_ subject: String, _ message: String, remedy: String) -> Finding {
        Finding(verdict: .fail, subject: subject, message: message, remedy: remedy)
    }
}
