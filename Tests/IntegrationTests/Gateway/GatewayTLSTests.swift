import Foundation
import TestSupport
import Testing

@Suite("TLS", .timeLimit(.minutes(3)))
struct GatewayTLSTests {
    @Test func whatIsServedWithACertificateIsTheSame() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (certificate, key) = (folder.path + "/cert.pem", folder.path + "/key.pem")
        let made = try run(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-keyout", key, "-out", certificate)
        #expect(made.status == 0)
        try await GatewayStage.run { stage in
            // Its own client speaks no TLS: it is not waited for, but asked by curl.
            let gateway = try await stage.start(waitUntilReady: false) {
                ($0.access.certificate, $0.access.privateKey) = (certificate, key)
            }
            let base = "https://localhost:\(gateway.port)"
            let health = try run("curl", "-s", "--cacert", certificate, "-w", " %{http_version}", base + "/health")
            #expect(health.output == #"{"status":"ok"} 1.1"#)
            let script = try run("curl", "-s", "--cacert", certificate, base + "/vendor/chart.js")
            let file = try String(contentsOfFile: "/usr/share/javascript/chart.js/chart.min.js", encoding: .utf8)
            #expect(script.output == file)
            let order = try run(
                "curl", "-s", "--cacert", certificate, "-o", "/dev/null", "-w", "%{http_code}", "-d", .order(),
                base + "/api/orders")
            #expect(order.output == "201")
            #expect(try run("curl", "-s", "http://localhost:\(gateway.port)/health").output.isEmpty)
        }
    }

    private func run(_ arguments: String...) throws -> (status: Int32, output: String) {
        let process = Process()
        let out = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        (process.standardOutput, process.standardError) = (out, FileHandle.nullDevice)
        try process.run()
        let output = out.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
