import EventLoop
import Foundation

/// Tells which files below some folders have changed (inotify(7): one watch a folder). On the loop only.
final class FolderWatch {
    /// Changes that come closer together than this are told together.
    static let quiet = Duration.milliseconds(200)

    private static let interest = UInt32(
        IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ONLYDIR)

    private let loop: EventLoop
    private let root: String
    private let names: Set<String>
    private let onChange: (Set<String>) -> Void
    private let descriptor: Int32
    private var watch: DescriptorWatch?
    private var folders: [Int32: String] = [:]
    private var changed: Set<String> = []
    private var timer: LoopTimer?

    /// - Parameters:
    ///   - root: The project's folder.
    ///   - names: Folders in it, with all that is below them, and files in it.
    ///   - onChange: Called on the loop with paths relative to `root`.
    init(
        loop: EventLoop, root: String, names: [String], onChange: @escaping (Set<String>) -> Void
    ) throws(CommandError) {
        self.loop = loop
        self.root = root
        self.onChange = onChange
        self.names = Set(names)
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { throw .system("cannot watch files") }
        add("")
        for name in names { addAll(below: name) }
        watch = try? loop.watch(descriptor, for: .readable) { [weak self] _ in self?.read() }
        guard !folders.isEmpty, watch != nil else { throw .system("cannot watch \(root)") }
    }

    deinit {
        watch = nil
        close(descriptor)
    }

    // MARK: Folders

    private func add(_ folder: String) {
        let number = inotify_add_watch(descriptor, folder.isEmpty ? root : root + "/" + folder, Self.interest)
        if number >= 0 { folders[number] = folder }
    }

    /// Watches a folder and those below it; returns the files in them.
    @discardableResult
    private func addAll(below folder: String) -> [String] {
        add(folder)
        let entries = FileManager.default.enumerator(
            at: URL(fileURLWithPath: root + "/" + folder), includingPropertiesForKeys: [.isDirectoryKey])
        var files: [String] = []
        for case let url as URL in entries ?? .init() {
            let path = String(url.standardizedFileURL.path.dropFirst(root.utf8.count + 1))
            let isFolder = (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
            if isFolder { add(path) } else { files.append(path) }
        }
        return files
    }

    // MARK: Events

    private func read() {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            buffer.withUnsafeBytes { take(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        guard !changed.isEmpty else { return }
        timer = loop.schedule(after: Self.quiet) { [weak self] in self?.tell() }
    }

    /// A record is an `inotify_event`, then its file's name, padded with zeros.
    private func take(_ bytes: UnsafeRawBufferPointer) {
        let header = MemoryLayout<inotify_event>.size
        var place = 0
        while place + header <= bytes.count {
            let event = bytes.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
            let end = place + header + Int(event.len)
            guard end <= bytes.count else { return }
            let name = String(decoding: bytes[(place + header)..<end].prefix { $0 != 0 }, as: UTF8.self)
            take(event, name)
            place = end
        }
    }

    private func take(_ event: inotify_event, _ name: String) {
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
            // Nobody knows what was missed: all of it may have changed.
            for name in names { changed.formUnion(addAll(below: name)) }
            return
        }
        if event.mask & UInt32(IN_IGNORED) != 0 {
            folders[event.wd] = nil
            return
        }
        guard let folder = folders[event.wd], !name.isEmpty else { return }
        if folder.isEmpty, !names.contains(name) { return }
        let path = folder.isEmpty ? name : folder + "/" + name
        if event.mask & UInt32(IN_ISDIR) != 0 {
            if event.mask & UInt32(IN_CREATE | IN_MOVED_TO) != 0 { changed.formUnion(addAll(below: path)) }
        } else if event.mask & UInt32(IN_CREATE) == 0 {
            changed.insert(path)
        }
    }

    private func tell() {
        timer = nil
        let paths = changed
        changed = []
        onChange(paths)
    }
}
