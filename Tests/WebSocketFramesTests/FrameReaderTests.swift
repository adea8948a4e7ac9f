import Testing

@testable import WebSocketFrames

@Suite("Frames of a WebSocket client")
struct FrameReaderTests {
    @Test func messagesOfAllSizesAreRead() {
        for size in [0, 1, 125, 126, 127, 65_535, 65_536] {
            let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            #expect(events(of: frame(2, payload), limit: 70_000) == [.binary(payload)], "\(size)")
        }
    }

    @Test func fragmentsBecomeOneMessageAroundControlFrames() {
        let bytes =
            frame(1, [0xE2], isFinal: false) + frame(9, [1, 2]) + frame(0, [0x82], isFinal: false) + frame(10, [])
            + frame(0, [0xAC]) + frame(1, [0x61])
        #expect(events(of: bytes) == [.ping([1, 2]), .pong, .text([0xE2, 0x82, 0xAC]), .text([0x61])])
    }

    /// Each with the section of RFC 6455 that forbids it.
    @Test(
        arguments: [
            ("5.1: no mask", [0x81, 0x01, 0x61], 1002),
            ("5.2: RSV1", [0xC1, 0x80], 1002),
            ("5.2: RSV2", [0xA1, 0x80], 1002),
            ("5.2: RSV3", [0x91, 0x80], 1002),
            ("5.2: opcode 3", [0x83, 0x80], 1002),
            ("5.2: opcode 11", [0x8B, 0x80], 1002),
            ("5.2: 16 bits for 125", [0x82, 0xFE, 0x00, 0x7D], 1002),
            ("5.2: 64 bits for 65535", [0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 1002),
            ("5.2: 64th bit", [0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0], 1002),
            ("5.4: continuation of nothing", [0x80, 0x80], 1002),
            ("5.5: ping of 126 bytes", [0x89, 0xFE], 1002),
            ("5.5: fragmented ping", [0x09, 0x80], 1002),
            ("5.5.1: close of one byte", [0x88, 0x81, 0, 0, 0, 0, 3], 1002),
            ("too long", [0x82, 0xFE, 0x40, 0x01], 1009),
        ] as [(String, [UInt8], UInt16)])
    func whatIsForbiddenEndsIt(_ section: String, _ bytes: [UInt8], _ code: UInt16) {
        // The rest of the head, so that a length is complete.
        let found = events(of: bytes + [0, 0, 0, 0]).first
        guard case .violation(code, _) = found else { return #expect(Bool(false), "\(section): \(found as Any)") }
    }

    @Test func aMessageWithinAnotherEndsIt() {
        let found = events(of: frame(1, [0x61], isFinal: false) + frame(1, [0x62]))
        #expect(found == [.violation(code: 1002, reason: "new message within another")])
    }

    @Test func aLimitHoldsOverAllFragments() {
        let bytes = frame(2, [UInt8](repeating: 0, count: 9), isFinal: false) + frame(0, [0, 0])
        #expect(events(of: bytes, limit: 10) == [.violation(code: 1009, reason: "message longer than 10 bytes")])
        #expect(events(of: bytes, limit: 11) == [.binary([UInt8](repeating: 0, count: 11))])
    }

    @Test func closeCodesAreThoseThatMayBeSent() {
        let valid: [UInt16] = [
            1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1014, 3000, 3999, 4000, 4999,
        ]
        let invalid: [UInt16] = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535]
        func close(_ code: UInt16) -> FrameEvent? {
            events(of: frame(8, [UInt8(code >> 8), UInt8(truncatingIfNeeded: code)] + Array("x".utf8))).first
        }
        for code in valid { #expect(close(code) == .close(code: code, reason: "x")) }
        for code in invalid { #expect(close(code) == .violation(code: 1002, reason: "close code \(code)")) }
        #expect(events(of: frame(8, [])) == [.close(code: 1005, reason: "")])
        #expect(events(of: frame(8, [3, 232, 0xC3])) == [.violation(code: 1007, reason: "not UTF-8")])
    }

    @Test func nothingComesAfterAClose() {
        #expect(events(of: frame(8, [3, 232]) + frame(1, [0x61])) == [.close(code: 1000, reason: "")])
    }

    @Test func textThatIsNoUTF8FailsAtItsFirstWrongByte() {
        var reader = FrameReader(messageLimit: 1000)
        var position = 0
        let start = Array(frame(1, [0x61, 0xED, 0xA0] + [UInt8](repeating: 0x61, count: 100)).prefix(9))
        #expect(reader.next(start.span, from: &position) == .violation(code: 1007, reason: "not UTF-8"))
    }

    @Test func theCheckAgreesWithTheStandardLibrary() {
        var random = SeededGenerator(seed: 7)
        let samples = ["a", "é", "€", "😀", "\u{10FFFF}", "\u{D7FF}", "\u{E000}"].map { Array($0.utf8) }
        for _ in 0..<5000 {
            var bytes = (0..<Int.random(in: 0...4, using: &random)).flatMap { _ in
                samples.randomElement(using: &random) ?? []
            }
            if !bytes.isEmpty, Bool.random(using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            var checker = UTF8Checker()
            let isValid = bytes.allSatisfy { checker.accept($0) } && checker.isComplete
            #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
        }
    }

    @Test func compressedMessagesAreInflatedWhereThatWasAgreed() {
        let bytes = [0xC1] + frame(1, [1, 2], isFinal: true).dropFirst()
        #expect(events(of: bytes) == [.violation(code: 1002, reason: "reserved bit")])
        #expect(events(of: bytes, inflate: { bytes, _ in .bytes(bytes + [0x61]) }) == [.text([1, 2, 0x61])])
        #expect(events(of: bytes, inflate: { _, _ in .bytes([0xFF]) }) == [.violation(code: 1007, reason: "not UTF-8")])
        #expect(
            events(of: bytes, inflate: { _, _ in .malformed })
                == [.violation(code: 1007, reason: "compressed data that cannot be read")])
        #expect(
            events(of: bytes, inflate: { _, limit in .tooLong })
                == [.violation(code: 1009, reason: "message longer than 16384 bytes")])
        let continued = frame(1, [1], isFinal: false) + [0xC0] + frame(0, [2]).dropFirst()
        #expect(events(of: continued, inflate: { bytes, _ in .bytes(bytes) }).last?.isViolation == true)
    }

    @Test func headsAreTheShortestThatDo() {
        func head(_ header: FrameHeader) -> [UInt8] {
            (10 - header.count..<10).map { header.bytes[$0] }
        }
        #expect(head(.text(length: 0)) == [0x81, 0])
        #expect(head(.text(length: 125)) == [0x81, 125])
        #expect(head(.binary(length: 126)) == [0x82, 126, 0, 126])
        #expect(head(.text(length: 65_535, isCompressed: true)) == [0xC1, 126, 255, 255])
        #expect(head(.ping(length: 4)) == [0x89, 4])
        #expect(head(.text(length: 65_536)) == [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0])
    }
}
