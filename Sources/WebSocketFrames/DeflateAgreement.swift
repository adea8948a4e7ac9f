/// What a server has agreed upon with one client about `permessage-deflate` (RFC 7692 §7.1).
///
/// Neither side takes anything over from one message to the next. A server may ask for that, and promise it, whatever was
/// offered (§7.1.1); it makes every message stand for itself, so that one compressed frame is right for many clients,
/// and no connection needs a window of its own.
public struct DeflateAgreement: Sendable, Equatable {
    /// Logarithm, to the base 2, of how far back the server's messages refer (§7.1.2.1).
    public let windowBits: UInt8
    private let wasLimited: Bool

    /// Takes the first offer that can be kept; nil where there is none, and messages stay as they are.
    ///
    /// - Parameter windows: logarithms of the windows that the server can compress with.
    public init?(_ offers: [ExtensionOffer], windows: ClosedRange<UInt8>) {
        guard let first = offers.lazy.compactMap({ DeflateAgreement($0, windows) }).first else { return nil }
        self = first
    }

    private init?(_ offer: ExtensionOffer, _ windows: ClosedRange<UInt8>) {
        guard offer.name == "permessage-deflate" else { return nil }
        var window: UInt8?
        var seen: Set<String> = []
        for parameter in offer.parameters {
            // §7.1: one that is unknown, comes twice or has a wrong value declines the offer.
            guard seen.insert(parameter.name).inserted else { return nil }
            switch (parameter.name, parameter.value) {
            case ("server_no_context_takeover", nil), ("client_no_context_takeover", nil): break
            case ("server_max_window_bits", let value?):
                guard let bits = Self.windowBits(value), bits >= windows.lowerBound else { return nil }
                window = min(bits, windows.upperBound)
            // Not answered: to be told of a smaller window would gain nothing here.
            case ("client_max_window_bits", nil): break
            case ("client_max_window_bits", let value?): guard Self.windowBits(value) != nil else { return nil }
            default: return nil
            }
        }
        windowBits = window ?? windows.upperBound
        wasLimited = window != nil
    }

    /// "A decimal integer value without leading zeroes between 8 to 15, inclusive" (§7.1.2).
    private static func windowBits(_ text: String) -> UInt8? {
        guard text.first != "0", text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let bits = UInt8(text) else {
            return nil
        }
        return (8...15).contains(bits) ? bits : nil
    }

    /// The answer, as `Sec-WebSocket-Extensions` says it.
    public var header: String {
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
            + (wasLimited ? "; server_max_window_bits=\(windowBits)" : "")
    }
}
