import Access
import Foundation
import Options

extension AccessOptions {
    /// Reads them all; what is wrong is collected in `reader`.
    public init(_ reader: inout OptionReader) {
        reader.section("Who may come in")
        if let text = reader.option(
            "public-url", as: String.self, help: "Address that people reach this gateway at, if another.",
            placeholder: "url")
        {
            publicURL = WebOrigin(text)
            if publicURL == nil { reader.reject("public-url", "expected http://… or https://…, not '\(text)'") }
        }
        allowedHosts = reader.option(
            "allow-host", default: [], help: "More names in the Host header, besides this machine's own.")
        let origins = reader.option(
            "allow-origin", default: [String](), help: "Pages elsewhere that may use this gateway; * is every one.",
            placeholder: "origins")
        if let rules = OriginRules(origins, publicURL: publicURL) {
            self.origins = rules
        } else {
            reader.reject("allow-origin", "expected origins such as https://app.example, or *")
        }
        let ranges = reader.option(
            "trusted-proxies", default: [String](),
            help: "Proxies, as addresses or CIDR, that say who their clients are.",
            placeholder: "ranges")
        for range in ranges where AddressRange(range) == nil {
            reader.reject("trusted-proxies", "'\(range)' is no address and no CIDR range")
        }
        proxies = TrustedProxies(ranges.compactMap { AddressRange($0) })
        readTokens(&reader)
        readLimits(&reader)
    }

    private mutating func readTokens(_ reader: inout OptionReader) {
        if let path = reader.option(
            "jwt-secret-file", as: String.self, help: "File with the secret that tokens (HS256) are signed with.",
            placeholder: "file")
        {
            do {
                let text = try String(contentsOfFile: path, encoding: .utf8)
                keys.append(try SigningKey(secret: Array(text.trimmingCharacters(in: .newlines).utf8)))
            } catch {
                reader.reject("jwt-secret-file", Self.sentence(error, path))
            }
        }
        if let path = reader.option(
            "jwks", as: String.self, help: "File with the keys of tokens: a JWK or a JWKS; read anew when it changes.",
            placeholder: "file")
        {
            do {
                _ = try KeySet(json: [UInt8](Data(contentsOf: URL(fileURLWithPath: path))), allowsSecrets: true)
                keySources.append(JWKSSource(.file(path)))
            } catch {
                reader.reject("jwks", Self.sentence(error, path))
            }
        }
        if let text = reader.option(
            "jwks-url", as: String.self, help: "Where the keys of tokens are fetched from.", placeholder: "url")
        {
            if WebOrigin(text) != nil, let url = URL(string: text) {
                keySources.append(JWKSSource(.url(url)))
            } else {
                reader.reject("jwks-url", "expected https://…, not '\(text)'")
            }
        }
        keyRefresh = reader.option("jwks-refresh", default: .seconds(300), help: "How often those keys are read again.")
        issuer = reader.option("jwt-issuer", as: String.self, help: "What a token's iss must be.")
        audience = reader.option("jwt-audience", as: String.self, help: "What a token's aud must be or contain.")
        secret = reader.option(
            "gateway-secret", as: String.self,
            help: "Signs ready links and cookies, 32 bytes or more; without it, one is kept in Redis.")
        if let secret, secret.utf8.count < SigningKey.secretLength {
            reader.reject("gateway-secret", "is shorter than \(SigningKey.secretLength) bytes")
        }
        sessionLifetime = reader.option(
            "session-lifetime", default: .seconds(7 * 86_400), help: "How long ready links and sessions last.")
    }

    private mutating func readLimits(_ reader: inout OptionReader) {
        connectionLimit = reader.option(
            "max-connections", default: 100_000, in: 1...10_000_000, help: "Most connections at a time.")
        addressLimit = reader.option(
            "max-connections-per-address", default: 2_000, in: 1...10_000_000,
            help: "Most connections at a time from one address.")
        authDeadline = reader.option(
            "auth-deadline", default: .seconds(10), help: "How long a WebSocket may take to say who it is.")
        renewalDeadline = reader.option(
            "renewal-deadline", default: .seconds(30), help: "How long it may go on with a token that has expired.")
        certificate = reader.option(
            "tls-cert", as: String.self, help: "Certificate chain (PEM) to serve https with.", placeholder: "file")
        privateKey = reader.option(
            "tls-key", as: String.self, help: "Private key (PEM) of that certificate.", placeholder: "file")
        if (certificate == nil) != (privateKey == nil) {
            reader.reject("tls-cert", "--tls-cert and --tls-key go together")
        }
        for (name, path) in [("tls-cert", certificate), ("tls-key", privateKey)] {
            if let path, !FileManager.default.isReadableFile(atPath: path) {
                reader.reject(name, "\(path) cannot be read")
            }
        }
    }

    private static func sentence(_ error: any Error, _ path: String) -> String {
        (error as? TokenError)?.message ?? "\(path) cannot be read"
    }
}
