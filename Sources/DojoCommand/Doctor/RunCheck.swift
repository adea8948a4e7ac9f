import EventLoop

/// Looks at the dojo of a port: whether it runs, whether its parts answer, what an earlier one has left.
struct RunCheck: Sendable {
    let loop: EventLoop
    let address: ListenAddress
    let folder: RunFolder
    /// Nil when nothing was started from here.
    let record: RunRecord?

    var isRunning: Bool { record?.supervisor.isAlive == true }

    func findings() async -> [Finding] {
        var findings = [await port()]
        guard let record else { return findings }
        guard isRunning else {
            findings.append(Self.leftovers(Leftovers(of: record).processes.map(\.pid), port: address.port))
            return findings
        }
        for (name, entry) in record.parts.sorted(by: { $0.key < $1.key }) {
            findings.append(await finding(name, entry))
        }
        return findings
    }

    private func port() async -> Finding {
        if let record, isRunning { return .ok("port \(address.port)", "the dojo runs there: \(record.url)") }
        do throws(CommandError) {
            try address.checkFree()
            return .ok("port \(address.port)", "free")
        } catch {
            if await SocketProbe.ask(.dojo(host: address.digits, port: address.port), on: loop) != nil {
                return .ok("port \(address.port)", "a dojo that was not started from here is ready there")
            }
            return .fail("port \(address.port)", error.message, remedy: address.otherPort)
        }
    }

    static func leftovers(_ pids: [Int32], port: Int) -> Finding {
        pids.isEmpty
            ? .warn(
                "leftovers", "an earlier dojo was killed; nothing of it runs",
                remedy: "nothing: the next start tidies up")
            : .warn(
                "leftovers",
                "of a dojo on port \(port) that was killed: process \(pids.map(String.init).joined(separator: ", "))",
                remedy:
                    "make run PORT=\(port) stops them first; or kill \(pids.map(String.init).joined(separator: " "))")
    }

    /// What was left behind by dojos on other ports.
    static func leftovers(in base: String, except port: Int) -> [Finding] {
        RunFolder.ports(in: base).filter { $0 != port }.compactMap { port in
            guard let record = RunRecord(in: RunFolder(base: base, port: port)), !record.supervisor.isAlive else {
                return nil
            }
            let pids = Leftovers(of: record).processes.map(\.pid)
            return pids.isEmpty ? nil : leftovers(pids, port: port)
        }
    }

    /// A part without a process: it is on its way back, or nobody starts it again.
    static func absence(of name: String, _ entry: RunRecord.Entry) -> Finding {
        let end = entry.lastExit.map { ": it \($0)" } ?? ""
        let lines = "see its last lines where the dojo was started"
        return switch entry.state {
        case .waiting: .fail(name, "does not run\(end), and is started again in a moment", remedy: lines)
        case .failed: .fail(name, "was given up\(end)", remedy: "\(lines), mend it and start the dojo again")
        default: .fail(name, "does not run\(end)", remedy: lines)
        }
    }

    private func finding(_ name: String, _ entry: RunRecord.Entry) async -> Finding {
        guard let process = entry.identity, process.isAlive else { return Self.absence(of: name, entry) }
        if entry.state == .frozen {
            return .fail(name, "is frozen (process \(process.pid))", remedy: "dojo thaw \(name)")
        }
        guard let port = entry.healthPort else { return .ok(name, "process \(process.pid)") }
        let host = name.hasPrefix("gateway") ? address.digits : "127.0.0.1"
        if await SocketProbe.ask(.http("/ready", host: host, port: port), on: loop) != nil {
            return .ok(name, "ready, process \(process.pid)")
        }
        return .fail(
            name, "runs (process \(process.pid)) and is not ready",
            remedy: "curl http://\(host):\(port)/ready says why")
    }
}
