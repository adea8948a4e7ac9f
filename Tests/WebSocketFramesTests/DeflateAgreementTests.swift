import Testing

@testable import WebSocketFrames

@Suite("What is agreed about permessage-deflate (RFC 7692, 7.1)")
struct DeflateAgreementTests {
    private func answer(_ header: String) -> String? {
        ExtensionOffer.list(header).flatMap { DeflateAgreement($0, windows: 9...15) }?.header
    }

    private static let plain = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"

    /// As Chromium, Firefox, Safari, Python's websockets and others offer it.
    @Test(
        arguments: [
            "permessage-deflate", "permessage-deflate; client_max_window_bits",
            "permessage-deflate; client_max_window_bits=15", "permessage-deflate; client_max_window_bits=8",
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            "permessage-deflate; client_no_context_takeover; client_max_window_bits=\"10\"",
            "x-webkit-deflate-frame, permessage-deflate", "foo; bar=1, permessage-deflate; client_max_window_bits, x",
        ])
    func whatIsOfferedRightIsTaken(_ header: String) {
        #expect(answer(header) == Self.plain, "\(header)")
    }

    /// §7.1.2.1: answered with the same value.
    @Test func aWindowOfTheServersIsKept() {
        for bits in 9...15 {
            let header = "permessage-deflate; server_max_window_bits=\(bits)"
            #expect(answer(header) == Self.plain + "; server_max_window_bits=\(bits)")
            let agreed = ExtensionOffer.list(header).flatMap { DeflateAgreement($0, windows: 9...15) }
            #expect(agreed?.windowBits == UInt8(bits))
        }
        #expect(
            answer("permessage-deflate; server_max_window_bits=\"12\"; client_max_window_bits")
                == Self.plain + "; server_max_window_bits=12")
    }

    /// §7.1: each parameter has its values, comes once, and is known.
    @Test(
        arguments: [
            "permessage-deflate; server_no_context_takeover=1", "permessage-deflate; client_no_context_takeover=true",
            "permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=7",
            "permessage-deflate; server_max_window_bits=16", "permessage-deflate; server_max_window_bits=010",
            "permessage-deflate; server_max_window_bits=09", "permessage-deflate; server_max_window_bits=+9",
            "permessage-deflate; server_max_window_bits=1000", "permessage-deflate; server_max_window_bits=x",
            "permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=16",
            "permessage-deflate; client_max_window_bits=08", "permessage-deflate; client_max_window_bits=-8",
            "permessage-deflate; unknown", "permessage-deflate; client_max_window_bits; client_max_window_bits",
            "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            "permessage-deflate; Server_No_Context_Takeover", "Permessage-Deflate", "permessage-bzip2", "deflate-frame",
            // zlib cannot write for a window of 256 bytes: "a server declines … if the server doesn't support it".
            "permessage-deflate; server_max_window_bits=8",
        ])
    func whatIsOfferedWrongIsDeclined(_ header: String) {
        #expect(answer(header) == nil, "\(header)")
    }

    /// §5: offers are alternatives, the one most wanted first.
    @Test func theFirstOfferThatCanBeKeptIsTaken() {
        #expect(
            answer("permessage-deflate; server_max_window_bits=8, permessage-deflate; unknown=1, permessage-deflate")
                == Self.plain)
        #expect(
            answer("permessage-deflate; server_max_window_bits=10, permessage-deflate")
                == Self.plain + "; server_max_window_bits=10")
    }
}
