import EventLoop
import Foundation
import Synchronization
import Testing

@Suite("Event loop")
struct EventLoopTests {
    /// An actor whose state lives on the loop's thread.
    private actor Counter {
        nonisolated let loop: EventLoop
        nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
        private(set) var value = 0
        init(loop: EventLoop) { self.loop = loop }
        func add() -> Bool {
            value += 1
            return loop.isInLoop
        }
    }

    @Test func actorsRunOnTheLoop() async throws {
        let loop = try EventLoop(name: "test")
        defer { loop.stop() }
        let counter = Counter(loop: loop)
        let onLoop = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<1000 { group.addTask { await counter.add() } }
            return await group.allSatisfy { $0 }
        }
        #expect(onLoop)
        #expect(await counter.value == 1000)
    }

    /// In processes of their own, which the limits make unusable for anything else.
    @Test func aSystemThatRefusesIsAnErrorAndNoCrash() async {
        await #expect(processExitsWith: .success) {
            var none = rlimit(rlim_cur: 3, rlim_max: 3)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &none)
            #expect(throws: EventLoopError.self) { try EventLoop(name: "no descriptor") }
        }
        await #expect(processExitsWith: .success) {
            let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).prefix { $0 != " " }
            var little = rlimit()
            little.rlim_cur = try #require(rlim_t(pages)) * rlim_t(getpagesize()) + (2 << 20)
            little.rlim_max = little.rlim_cur
            setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &little)
            #expect(throws: EventLoopError.self) { try EventLoop(name: "no thread") }
        }
    }

    @Test func aCallbackOnTheLoopEntersAnActorWithoutAHop() async throws {
        let loop = try EventLoop(name: "test")
        defer { loop.stop() }
        let counter = Counter(loop: loop)
        await withCheckedContinuation { done in
            loop.execute {
                _ = counter.assumeIsolated { $0.add() }
                done.resume()
            }
        }
        #expect(await counter.value == 1)
    }

    @Test func stopRunsWhatWasEnqueuedBefore() throws {
        let loop = try EventLoop(name: "test")
        let ran = Atomic<Int>(0)
        for _ in 0..<10_000 { loop.execute { ran.add(1, ordering: .relaxed) } }
        loop.stop()
        #expect(ran.load(ordering: .relaxed) == 10_000)
        loop.stop()  // a second time is harmless
    }

    @Test func timersFireOnceOrRepeatedlyUntilReleased() async throws {
        let loop = try EventLoop(name: "test")
        defer { loop.stop() }
        let fired = Atomic<Int>(0)
        let held = Mutex<LoopTimer?>(nil)
        await withCheckedContinuation { done in
            loop.execute {
                held.withLock { timer in
                    timer = loop.schedule(after: .milliseconds(1), repeating: .milliseconds(1)) {
                        if fired.add(1, ordering: .relaxed).newValue == 5 {
                            held.withLock { $0 = nil }
                            done.resume()
                        }
                    }
                }
            }
        }
        #expect(fired.load(ordering: .relaxed) == 5)
    }

    @Test func aWatchTellsOfAReadablePipe() async throws {
        let loop = try EventLoop(name: "test")
        defer { loop.stop() }
        let pipe = Pipe()
        let held = Mutex<DescriptorWatch?>(nil)
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        let events: DescriptorEvents = await withCheckedContinuation { done in
            loop.execute {
                do {
                    let watch = try loop.watch(descriptor, for: .readable) { events in
                        held.withLock { $0 = nil }
                        done.resume(returning: events)
                    }
                    held.withLock { $0 = watch }
                } catch {
                    done.resume(returning: .failed)
                }
            }
            pipe.fileHandleForWriting.write(Data("x".utf8))
        }
        #expect(events == .readable)
    }

    @Test func aWatchThatCannotBeIsRefusedAndLeavesNothing() async throws {
        let loop = try EventLoop(name: "test")
        defer { loop.stop() }
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        let refusals: [Int32] = await withCheckedContinuation { done in
            loop.execute {
                let first = try? loop.watch(descriptor, for: .readable) { _ in }
                var refusals: [Int32] = []
                for other in [descriptor, -1] {  // watched already; none at all
                    do throws(EventLoopError) {
                        _ = try loop.watch(other, for: .readable) { _ in }
                    } catch {
                        refusals.append(-error.code)
                    }
                }
                withExtendedLifetime(first) { done.resume(returning: refusals) }
            }
        }
        #expect(refusals == [EEXIST, EBADF])
    }

    @Test func aMailboxKeepsOrderAndBatches() async throws {
        let loop = try EventLoop(name: "test")
        defer { loop.stop() }
        let seen = Mutex<(elements: [Int], calls: Int)>(([], 0))
        let (stream, done) = AsyncStream.makeStream(of: Void.self)
        let mailbox = Mailbox<Int>(loop: loop) { batch in
            let count = seen.withLock { seen in
                seen.elements += batch
                seen.calls += 1
                return seen.elements.count
            }
            if count == 10_000 { done.finish() }
        }
        for i in 0..<10_000 { mailbox.post(i) }
        for await _ in stream {}
        let (elements, calls) = seen.withLock { $0 }
        #expect(elements == Array(0..<10_000))
        #expect(calls < 10_000)
    }
}
