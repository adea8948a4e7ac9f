import QRCode
import Testing

@Suite struct QRCodeTests {
    @Test func aShortTextFitsIntoTheSmallestCode() throws {
        let code = try #require(QRCode("dojo"))
        #expect(code.width == 21)
        // The finder patterns (ISO/IEC 18004, section 6.3.3): a dark ring of seven, a light one, a dark square of three.
        for (column, row) in [(0, 0), (14, 0), (0, 14)] {
            let ring = (0..<7).map { (x: column + $0, y: row) }
            #expect(ring.allSatisfy { code.isDark($0.x, $0.y) })
            #expect((1..<6).allSatisfy { !code.isDark(column + $0, row + 1) })
            #expect((2..<5).allSatisfy { code.isDark(column + $0, row + 3) })
        }
    }

    @Test func aReadyLinkFits() throws {
        let link = "https://dojo.example:3001/#token=" + String(repeating: "a", count: 300)
        #expect(try #require(QRCode(link)).width > 60)
    }

    @Test func whatCannotBeSaidIsNothing() {
        #expect(QRCode("") == nil)
        #expect(QRCode(String(repeating: "x", count: 3000)) == nil)
    }

    @Test func thePictureHoldsTheSquaresAndSaysWhereItLeads() throws {
        let code = try #require(QRCode("dojo"))
        let svg = code.svg(label: "Join: http://a/?b=\"c\"&d<e>")
        #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 29 29\""))
        #expect(svg.contains("aria-label=\"Join: http://a/?b=&quot;c&quot;&amp;d&lt;e&gt;\""))
        // The top edge of the first finder pattern, inside the quiet zone of four.
        #expect(svg.contains("M4 4h7v1h-7z"))
        var dark = 0
        for row in 0..<21 { for column in 0..<21 where code.isDark(column, row) { dark += 1 } }
        let drawn = svg.split(separator: "M").dropFirst().compactMap { run in
            run.split(separator: "h").dropFirst().first.flatMap { Int($0.prefix { $0.isNumber }) }
        }.reduce(0, +)
        #expect(drawn == dark)
    }
}
