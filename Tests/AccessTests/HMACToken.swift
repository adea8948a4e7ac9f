import Foundation

/// Signs anything with HS256, by OpenSSL, so that what is tested is not what tests it.
enum HMACToken {
    static func sign(_ claims: String, header: String = #"{"alg":"HS256"}"#, secret: [UInt8]) -> String {
        let input = base64(Data(header.utf8)) + "." + base64(Data(claims.utf8))
        return input + "." + base64(hmac(input, secret))
    }

    private static func base64(_ data: Data) -> String {
        String(
            data.base64EncodedString().compactMap { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 == "=" ? nil : $0 })
    }

    private static func hmac(_ input: String, _ secret: [UInt8]) -> Data {
        let openssl = Process()
        let (into, out) = (Pipe(), Pipe())
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        let key = secret.map { String(format: "%02x", $0) }.joined()
        openssl.arguments = ["dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:\(key)", "-binary"]
        (openssl.standardInput, openssl.standardOutput) = (into, out)
        guard (try? openssl.run()) != nil else { return Data() }
        into.fileHandleForWriting.write(Data(input.utf8))
        try? into.fileHandleForWriting.close()
        return out.fileHandleForReading.readDataToEndOfFile()
    }
}
