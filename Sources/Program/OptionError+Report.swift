import Foundation
public import Options

extension OptionError {
    /// Prints the help to standard output, or what is wrong to standard error.
    ///
    /// - Returns: what the program exits with.
    public func report() -> ExitCode {
        switch self {
        case .help(let text):
            FileHandle.standardOutput.write(Data(text.utf8))
            return .success
        case .invalid(let text):
            FileHandle.standardError.write(Data("\(text)\n".utf8))
            return .usage
        }
    }
}
