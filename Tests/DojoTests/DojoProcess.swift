import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DojoCommand

/// The built program `dojo`, run by a test; killed at the latest when the test lets go of it.
final class DojoProcess: Sendable {
    /// The program, beside the tests.
    static let program: String = {
        let tests = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: tests).resolvingSymlinksInPath().deletingLastPathComponent().path + "/dojo"
    }()

    private let process: Mutex<Process>
    private let log: String
    let folder: String

    var pid: pid_t { process.withLock { $0.processIdentifier } }
    var isRunning: Bool { process.withLock { $0.isRunning } }

    /// What it has written so far, to standard output and standard error.
    var output: String {
        String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
    }

    /// Starts it in an empty folder.
    init(_ arguments: [String], environment: [String: String] = [:], in folder: String? = nil) throws {
        let folder = folder ?? "/tmp/dojo-test-\(UUID().uuidString.prefix(8).lowercased())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        self.folder = folder
        log = folder + "/log-\(UUID().uuidString.prefix(4))"
        guard FileManager.default.createFile(atPath: log, contents: nil) else { throw CocoaError(.fileWriteUnknown) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = arguments
        process.environment = Self.environment.merging(environment) { _, own in own }
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = FileHandle.nullDevice
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        self.process = Mutex(process)
    }

    deinit {
        if isRunning { kill(pid, SIGKILL) }
    }

    /// This process's environment, without what would change where the dojo looks.
    private static let environment = ProcessInfo.processInfo.environment.filter { name, _ in
        !name.hasPrefix("KAFKA_") && !["REDIS_URL", "PORT", "HOST", "DOJO_RUN_DIR", "DOJO_DATA"].contains(name)
    }

    func signal(_ number: Int32) { kill(pid, number) }

    /// Waits until it has ended and returns its exit status, or the negated signal.
    func end(within time: Duration = .seconds(20)) async throws -> Int32 {
        try await showingOutput { try await waitUntil("dojo ends", timeout: time) { !self.isRunning } }
        return process.withLock { $0.terminationReason == .exit ? $0.terminationStatus : -$0.terminationStatus }
    }

    func waitFor(_ text: String, within time: Duration = .seconds(30)) async throws {
        try await showingOutput { try await waitUntil("'\(text)'", timeout: time) { self.output.contains(text) } }
    }

    private func showingOutput(_ body: () async throws -> Void) async throws {
        do { try await body() } catch {
            Issue.record("it said:\n\(output)")
            throw error
        }
    }

    /// Runs it to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> (status: Int32, output: String) {
        let process = try DojoProcess(arguments, environment: environment)
        let status = try await process.end()
        let output = process.output
        try? FileManager.default.removeItem(atPath: process.folder)
        return (status, output)
    }
}
