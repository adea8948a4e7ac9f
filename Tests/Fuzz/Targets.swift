// What clients send before anybody knows who they are, under libFuzzer: `scripts/fuzz`. No target of the package, because
// all that is fuzzed is compiled anew, with coverage.

import Deflate
import Fanout
import JSONText
import WebSocketFrames

/// The first byte says which of the targets gets the rest.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    guard let target = bytes.first else { return 0 }
    switch target % 5 {
    case 0: fuzzFrames(Array(bytes.dropFirst()))
    case 1: fuzzJSON(Array(bytes.dropFirst()))
    case 2: fuzzCursor(Array(bytes.dropFirst()))
    case 3: fuzzCompressed(Array(bytes.dropFirst()))
    default: fuzzExtensions(Array(bytes.dropFirst()))
    }
    return 0
}

/// Frames mean the same however they are cut, and no message is longer than the limit, compressed or not.
private func fuzzFrames(_ bytes: [UInt8]) {
    let limit = 200
    let size = Int(bytes.first ?? 0) % 16 + 1
    var whole = FrameReader(messageLimit: limit, allowsCompression: size > 8)
    var pieces = whole
    var position = 0
    var expected: [FrameEvent] = []
    while let event = whole.next(bytes.span, from: &position, inflate: Inflater().inflate) {
        expected.append(event)
    }
    var found: [FrameEvent] = []
    let inflater = Inflater()  // one for all, which must make no difference
    for start in stride(from: 0, to: bytes.count, by: size) {
        let piece = Array(bytes[start..<min(start + size, bytes.count)])
        var position = 0
        while let event = pieces.next(piece.span, from: &position, inflate: inflater.inflate) {
            found.append(event)
        }
    }
    precondition(found == expected, "cut into pieces, frames mean something else")
    for event in expected {
        switch event {
        case .text(let bytes):
            precondition(bytes.count <= limit && String(validating: bytes, as: UTF8.self) != nil, "no text")
        case .binary(let bytes): precondition(bytes.count <= limit, "longer than the limit")
        case .ping(let bytes): precondition(bytes.count <= 125, "longer than a control frame may be")
        case .pong, .close, .violation: break
        }
    }
}

/// What is inflated is no longer than the limit, the same whatever was inflated before, and the same again when it is
/// compressed anew.
private func fuzzCompressed(_ bytes: [UInt8]) {
    let limit = 5000
    let read = inflater.inflate(bytes, limit: limit)
    precondition(read == Inflater().inflate(bytes, limit: limit), "something was taken over from another message")
    guard case .bytes(let message) = read else { return }
    precondition(message.count <= limit, "longer than the limit")
    var room = [UInt8](repeating: 0, count: message.count + 100)
    let length = message.withUnsafeBufferPointer { message in
        room.withUnsafeMutableBufferPointer { deflater.deflate(message, into: $0) }
    }
    guard let length else { return precondition(message.isEmpty, "a message that cannot be compressed") }
    precondition(inflater.inflate(Array(room.prefix(length)), limit: limit) == read, "another message")
}

// libFuzzer has one thread.
nonisolated(unsafe) private let inflater = Inflater()
nonisolated(unsafe) private let deflater = Deflater(windowBits: 15)

/// What is answered to an offer can be read as an offer, and keeps it.
private func fuzzExtensions(_ bytes: [UInt8]) {
    guard let offers = ExtensionOffer.list(String(decoding: bytes, as: UTF8.self)) else { return }
    precondition(!offers.isEmpty && offers.allSatisfy { !$0.name.isEmpty }, "an offer of nothing")
    guard let agreed = DeflateAgreement(offers, windows: Deflater.windows) else { return }
    let answer = ExtensionOffer.list(agreed.header)
    precondition(answer.flatMap { DeflateAgreement($0, windows: Deflater.windows) } == agreed, "another agreement")
}

/// What is called JSON can be looked into, and its fields are JSON.
private func fuzzJSON(_ bytes: [UInt8]) {
    guard JSONText.isValid(bytes) else { return }
    precondition(JSONText.isUTF8(bytes.span), "JSON that is no text")
    guard let place = JSONObjectScanner.value(of: "a", in: bytes.span) else { return }
    precondition(bytes.indices.contains(place), "a field outside of its object")
    precondition(JSONText.isValid(Array(bytes[place])), "a field that is no JSON")
}

/// What is called a cursor can be written, and read again.
private func fuzzCursor(_ bytes: [UInt8]) {
    guard let cursor = Cursor(String(decoding: bytes, as: UTF8.self)) else { return }
    precondition(Cursor(cursor.text) == cursor, "a cursor that changes when it is written")
}
