import Foundation
import Testing

@testable import Gateway

@Suite struct WorkshopCheckTests {
    /// Those that the page looks for, and no others: what the one knows and the other does not is never ticked off.
    @Test func theGatewayKnowsTheChecksOfThePage() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "web/learn/checks.js"), encoding: .utf8)
        let names = page.matches(of: #/(?m)^    (\w+): \{/#).map { String($0.1) }
        #expect(names.count > 20)
        #expect(names.sorted() == WorkshopCheck.allCases.map(\.rawValue).sorted())
    }
}
