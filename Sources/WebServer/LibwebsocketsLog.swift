internal import CLibwebsockets
import Synchronization

/// Sends libwebsockets' error lines to a handler; its log is one for the process.
enum LibwebsocketsLog {
    private static let handler = Mutex<@Sendable (String) -> Void>({ _ in })

    static func start(_ handler: @escaping @Sendable (String) -> Void) {
        self.handler.withLock { $0 = handler }
        lws_set_log_level(1) { @Sendable _, line in
            guard let line else { return }
            var text = String(cString: line)
            while text.last?.isNewline == true { text.removeLast() }
            LibwebsocketsLog.handler.withLock { $0 }(text)
        }
    }
}
