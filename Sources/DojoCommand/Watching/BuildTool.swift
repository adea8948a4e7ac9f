/// How the programs are built again: the same way as the one that runs.
struct BuildTool: Sendable, Equatable {
    let package: String
    let scratch: String
    let configuration: String

    /// - Parameter dojo: The program that runs. One in the package's `.build…/<platform>/<configuration>/` is built there
    ///   again; any other was put where it is, and what is built goes to `.build`, for debugging, which is quicker.
    init(package: String, dojo: String) {
        self.package = package
        let below = dojo.hasPrefix(package + "/") ? dojo.dropFirst(package.count + 1).split(separator: "/") : []
        if below.count == 4, below[0].hasPrefix(".build"), ["debug", "release"].contains(below[2]) {
            configuration = String(below[2])
            scratch = "\(package)/\(below[0])"
        } else {
            configuration = "debug"
            scratch = package + "/.build"
        }
    }

    /// The command that builds `products`.
    func command(_ products: Set<ChangePlan.Product>) -> [String] {
        let base = ["swift", "build", "--package-path", package, "--scratch-path", scratch, "-c", configuration]
        // Only one can be named: without, both are built.
        guard let product = products.first, products.count == 1 else { return base }
        return base + ["--product", product.rawValue]
    }

    /// Where a product is once it is built.
    func program(_ product: ChangePlan.Product) -> String { "\(scratch)/\(configuration)/\(product.rawValue)" }
}
