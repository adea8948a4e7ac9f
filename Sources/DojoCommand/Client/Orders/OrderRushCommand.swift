import Foundation
import JSONText
import Options
import Program
import Telemetry

/// `dojo order rush 100 --rate 10`.
struct OrderRushCommand: Subcommand {
    static let commandName = "order rush"
    static let abstract = "Places many orders at a rate: dojo order rush 100 --rate 10 --customers 20"

    private let options: ClientOptions
    private let rush: OrderRush

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Rush")
        let rate = reader.option(
            "rate", default: 10, in: 1...200, help: "How many a second.", environment: "")
        let customers = reader.option(
            "customers", default: 20, in: 1...1000,
            help: "How many take turns; a single one looks like fraud.",
            environment: "")
        options = ClientOptions(&reader)
        let number = reader.argument("count", help: "How many orders, 1 to 5000.")
        let total = number.flatMap { Int($0) } ?? 0
        if !(1...5000).contains(total) {
            reader.reject("count", "how many, 1 to 5000? For example: dojo order rush 100")
        }
        rush = OrderRush(total: total, perSecond: rate, customers: customers)
    }

    func run() async throws(CommandError) -> ExitCode {
        let client = try DojoClient(options)
        // Beside the result, so that only the result is read by another program.
        let outcome = await rush.run(on: client) { sofar in
            StandardStream.error.write(Array("\(sofar.placed) of \(rush.total) placed\n".utf8))
        }
        let answer = JSONWriter.object {
            $0.field("placed", outcome.placed)
            $0.field("refused", outcome.refused)
        }
        try options.show(
            Data(answer), text: "\(outcome.placed) of \(rush.total) placed, \(outcome.refused) refused\n")
        if let problem = outcome.problem { throw problem }
        return .success
    }
}
