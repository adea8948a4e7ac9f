import Foundation

/// Looks at what has to be on the machine: programs, libraries, limits.
struct MachineCheck: Sendable {
    let environment: [String: String]
    let project: Project
    let usesPrivateRedis: Bool
    let kafkaHome: String?
    /// In which files are written.
    let folder: String

    var findings: [Finding] {
        var findings = [projectFolder, gateway, eventLoopPlugin]
        if usesPrivateRedis { findings.append(redisServer) }
        if let kafkaHome { findings.append(kafka(kafkaHome)) }
        return findings + [page, descriptors(of: Self.descriptorLimit), disk(free: Self.freeBytes(folder))]
    }

    private var projectFolder: Finding {
        project.folder.map { .ok("project", $0) }
            ?? .fail("project", "redis/ and web/ are not found", remedy: "run it from the project, or set DOJO_HOME")
    }

    private var gateway: Finding {
        Project.find(project.gateway) != nil
            ? .ok("gateway", project.gateway)
            : .fail("gateway", "\(project.gateway) is not built", remedy: "swift build --product gateway")
    }

    /// libwebsockets loads it when the gateway starts.
    private var eventLoopPlugin: Finding {
        let name = "libwebsockets-evlib_uv.so"
        let folders = ["/usr/lib", "/usr/local/lib"].flatMap { base in
            [base] + ((try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []).map { base + "/" + $0 }
        }
        return folders.contains { FileManager.default.fileExists(atPath: $0 + "/" + name) }
            ? .ok("libwebsockets", "with its libuv plugin")
            : .fail(
                "libwebsockets", "\(name) is missing: the gateway cannot start",
                remedy: "apt-get install libwebsockets-evlib-uv")
    }

    private var redisServer: Finding {
        Project.find("redis-server", path: environment["PATH"]).map { .ok("redis-server", $0) }
            ?? .fail(
                "redis-server", "not installed",
                remedy: "apt-get install redis-server, or set REDIS_URL to one that runs")
    }

    private func kafka(_ home: String) -> Finding {
        do throws(CommandError) {
            let kafka = try LocalKafka(home: home, folder: folder, ports: [0, 0], environment: environment)
            return .ok("kafka", "\(home), with \(kafka.java)")
        } catch {
            return .fail("kafka", error.message, remedy: "unset KAFKA_HOME for the embedded broker")
        }
    }

    private var page: Finding {
        FileManager.default.fileExists(atPath: "/usr/share/javascript/chart.js/chart.min.js")
            ? .ok("chart.js", "/usr/share/javascript/chart.js")
            : .warn("chart.js", "missing: the page shows no charts", remedy: "apt-get install libjs-chart.js")
    }

    // MARK: Limits

    /// Each browser is one.
    func descriptors(of limit: UInt64) -> Finding {
        limit >= 4096
            ? .ok("open files", "\(limit) a process")
            : .warn("open files", "only \(limit) a process: few browsers can connect", remedy: "ulimit -n 65536")
    }

    func disk(free: Int64?) -> Finding {
        guard let free else {
            return .warn("disk", "\(folder) cannot be looked at", remedy: "choose another --run-dir")
        }
        let text = "\(free >> 20) MiB free at \(folder)"
        if free < 100 << 20 { return .fail("disk", text, remedy: "make room, or choose another --run-dir") }
        return free < 1 << 30 ? .warn("disk", text, remedy: "make room: builds and logs need more") : .ok("disk", text)
    }

    private static var descriptorLimit: UInt64 {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 ? UInt64(limit.rlim_cur) : 0
    }

    private static func freeBytes(_ folder: String) -> Int64? {
        var information = statvfs()
        // The folder may not be there yet.
        var path = URL(fileURLWithPath: folder)
        while statvfs(path.path, &information) != 0 {
            guard path.path != "/" else { return nil }
            path.deleteLastPathComponent()
        }
        return Int64(information.f_bavail) * Int64(information.f_frsize)
    }
}
