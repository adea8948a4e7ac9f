import Foundation
import Gateway
import Options
import Program

let environment: [String: String]
do throws(OptionError) {
    environment = try DotEnv.environment()
} catch {
    exit(error.report().rawValue)
}
exit(await GatewayProgram.run(arguments: Array(CommandLine.arguments.dropFirst()), environment: environment))
