/// `dojo fraud`: how full the windows are.
struct FraudWindowList: DojoList {
    static let word = "fraud"
    static let abstract = "Shows how full the windows of the fraud check are: all orders, and the busiest customers."
    static let path = "/api/fraud/windows"

    struct Window: Decodable {
        let name: String?
        let count: Int
        let limit: Int
    }

    let windowSeconds: Int
    let global: Window
    let customers: [Window]

    var table: TextTable {
        var table = TextTable(headings: ["IN \(windowSeconds) S", "ORDERS", "LIMIT"], right: [1, 2])
        table.rows = ([global] + customers).map { window in
            [window.name ?? "(all)", "\(window.count)", "\(window.limit)"]
        }
        return table
    }
}
