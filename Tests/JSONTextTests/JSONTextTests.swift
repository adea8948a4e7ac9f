import Foundation
import JSONText
import Testing

@Suite("JSON text")
struct JSONTextTests {
    @Test func writesFieldsInOrderAndSplicesRawValues() {
        let bytes = JSONWriter.object {
            $0.field("a", "x")
            $0.field("n", -3)
            $0.field("yes", true)
            $0.null("none")
            $0.field("absent", ifPresent: nil)
            $0.object("inner") { $0.raw("value", #"{"k": 1}"#.utf8) }
            $0.array("list") {
                $0.element("é")
                $0.element(7)
                $0.object { $0.field(named: "h", "v") }
            }
        }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"a":"x","n":-3,"yes":true,"none":null,"inner":{"value":{"k": 1}},"list":["é",7,{"h":"v"}]}"#)
    }

    @Test func escapesWhatMustBeEscaped() throws {
        let text = "quote \" back \\ line \n return \r tab \t bell \u{7} nul \0 emoji 🍕 slash /"
        let bytes = JSONWriter.object { $0.field("t", text) }
        #expect(JSONText.isValid(bytes))
        let parsed = try JSONDecoder().decode([String: String].self, from: Data(bytes))
        #expect(parsed["t"] == text)
    }

    @Test(arguments: [
        "{}", "[]", "0", "-0", "-1.5e+10", #""""#, "true", "false", "null", " [1, 2 , {\"a\" : []}]\n", #""\u00e9\n🍕""#,
        "1E5", "10", "[[[[]]]]",
    ])
    func acceptsJSON(_ text: String) {
        #expect(JSONText.isValid(Array(text.utf8)))
    }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", "{\"a\":}", "{a:1}", "01", "1.", ".5", "+1", "1e", "-", "tru", "nul", "\"",
        "\"\\x\"",
        "\"\\u12g4\"", "\"\n\"", "[1 2]", "{} {}", "NaN", "'a'", "{\"a\":1,}", "\u{FEFF}{}",
    ])
    func refusesWhatIsNot(_ text: String) {
        #expect(!JSONText.isValid(Array(text.utf8)))
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xE2, 0x82],
        ] as [[UInt8]])
    func refusesInvalidUTF8InAString(_ bytes: [UInt8]) {
        #expect(!JSONText.isValid([0x22] + bytes + [0x22]))
        let isUTF8 = JSONText.isUTF8(bytes.span)  // a span does not fit through the macro
        #expect(!isUTF8)
    }

    @Test func boundsNesting() {
        let deep = { (n: Int) in
            Array(repeating: UInt8(ascii: "["), count: n) + Array(repeating: UInt8(ascii: "]"), count: n)
        }
        #expect(JSONText.isValid(deep(JSONText.maximumDepth)))
        #expect(!JSONText.isValid(deep(JSONText.maximumDepth + 2)))
        #expect(!JSONText.isValid(deep(100_000)))
    }
}
