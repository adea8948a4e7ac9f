import Foundation

extension Duration {
    /// `0.21 s`.
    var inSeconds: String {
        let seconds = self / .seconds(1)
        return String(format: seconds < 9.95 ? "%.2f s" : "%.1f s", seconds)
    }
}
