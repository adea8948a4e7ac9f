/// Close codes as RFC 6455 §7.4 and IANA's registry have them.
enum WireCloseCode {
    /// Whether a peer may send this code. 1004 is reserved; 1005, 1006 and 1015 only say what did not come over the
    /// wire; 1012 to 1014 were registered after the RFC.
    static func isValid(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
