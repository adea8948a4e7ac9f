import Foundation
import Telemetry

extension DojoClient {
    /// What an answer says.
    static func decode<Answer: Decodable>(_ type: Answer.Type, _ answer: Data) throws(CommandError) -> Answer {
        do {
            return try JSONDecoder().decode(type, from: answer)
        } catch {
            throw CommandError(.failure, "the dojo's answer is not what this command knows: \(error)")
        }
    }

    /// Writes an answer as it came; nothing of one that is empty.
    static func write(json answer: Data) {
        if !answer.isEmpty { StandardStream.output.write([UInt8](answer) + [UInt8(ascii: "\n")]) }
    }
}
