import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Where the keys of tokens come from when they may change: a file, or a URL. Holds the last good set.
public final class JWKSSource: Sendable {
    public enum Place: Sendable {
        case file(String)
        case url(URL)
    }

    private let place: Place
    private let current = Mutex<KeySet?>(nil)

    /// How long an answer from a URL may take, in seconds.
    private static let patience: TimeInterval = 10

    public init(_ place: Place) { self.place = place }

    /// The last good set; nil as long as there was none.
    public var keys: KeySet? { current.withLock { $0 } }

    /// Reads the set anew. A failure leaves the last good one in force. From any task, never on an event loop.
    public func refresh() async throws(TokenError) {
        let keys: KeySet
        switch place {
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path) else {
                throw TokenError(.badKey, "\(path) cannot be read")
            }
            keys = try KeySet(json: [UInt8](data), allowsSecrets: true)
        case .url(let url): keys = try KeySet(json: try await Self.fetch(url), allowsSecrets: false)
        }
        current.withLock { $0 = keys }
    }

    private static func fetch(_ url: URL) async throws(TokenError) -> [UInt8] {
        let request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: patience)
        let answer: (Data, URLResponse)
        do {
            answer = try await URLSession.shared.data(for: request)
        } catch {
            throw TokenError(.badKey, "\(url) cannot be fetched: \(error.localizedDescription)")
        }
        guard let response = answer.1 as? HTTPURLResponse, response.statusCode == 200 else {
            throw TokenError(.badKey, "\(url) answered with \((answer.1 as? HTTPURLResponse)?.statusCode ?? 0)")
        }
        return [UInt8](answer.0)
    }

    /// Refreshes for as long as the task lives: every `interval`, and after a failure every tenth of that.
    ///
    /// - Parameter told: called after each time, with what went wrong or nil.
    public func keepFresh(every interval: Duration, told: @Sendable (TokenError?) -> Void) async {
        while !Task.isCancelled {
            var pause = interval
            do throws(TokenError) {
                try await refresh()
                told(nil)
            } catch {
                pause = max(interval / 10, .seconds(1))
                if !Task.isCancelled { told(error) }
            }
            try? await Task.sleep(for: pause)
        }
    }
}
