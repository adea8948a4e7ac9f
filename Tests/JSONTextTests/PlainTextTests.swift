import Foundation
import Testing

@testable import JSONText

@Suite("Plain text")
struct PlainTextTests {
    /// Text of 20 letters with one byte changed, at every place: words of eight bytes must not hide any.
    @Test(arguments: [0, 7, 8, 15, 16, 19])
    func everyByteIsSeenWhereverItStands(place: Int) {
        for byte in UInt8.min...UInt8.max {
            var text = [UInt8](repeating: UInt8(ascii: "a"), count: 20)
            text[place] = byte
            let isPlain = (0x20..<0x80).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            #expect(text.span.plainTextEnd(from: 0) == (isPlain ? 20 : place), "byte \(byte)")
            let quoted = [UInt8(ascii: "\"")] + text + [UInt8(ascii: "\"")]
            #expect(JSONText.isValid(quoted) == isPlain, "byte \(byte)")
        }
    }

    @Test(arguments: [0, 7, 8, 15, 19])
    func whatIsWrittenReadsTheSame(place: Int) throws {
        for scalar in Array(0..<0x250).compactMap(Unicode.Scalar.init) + ["🍜", "\u{2028}", "\u{FFFF}"] {
            var text = String(repeating: "a", count: place)
            text.unicodeScalars.append(scalar)
            text += "bcdefghijk"
            var json = JSONWriter()
            json.object {
                $0.field("text", text)
                $0.field("utf8", utf8: Array(text.utf8).span)
            }
            let read = try JSONDecoder().decode([String: String].self, from: Data(json.bytes))
            #expect(read["text"] == text && read["utf8"] == text)
        }
    }

    @Test func bytesThatAreNoTextAreReplaced() {
        var json = JSONWriter()
        json.object { $0.field("a", utf8: [0x61, 0xFF, 0x62].span) }
        #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"a":"a�b"}"#)
    }

    @Test func whatWasWrittenCanBeTakenBack() {
        var json = JSONWriter()
        json.object {
            let mark = $0.mark
            $0.field("a", "x")
            $0.rewind(to: mark)
            $0.field("b", "y")
        }
        #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"b":"y"}"#)
    }
}
