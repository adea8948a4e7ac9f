/// The newest frames of a channel for those who get everything, each from where the one before it ends.
///
/// Whoever is late gets the same frames as all others, only more of them at once: nothing is made for them, however many
/// there are and wherever they stand. Who comes to stand between two frames, or further back than the chain, is given one
/// frame of their own that ends where one of the chain begins.
public struct FrameChain<Frame> {
    /// Frames that follow each other.
    public struct Run {
        public let frames: ArraySlice<Frame>
        /// The place behind each of them.
        public let ends: ArraySlice<UInt64>
        /// Whether each of them tells where the client stands.
        public let tells: ArraySlice<Bool>
    }

    /// What was built of a frame.
    public struct Link {
        public var frame: Frame
        /// The place behind its last record.
        public var end: UInt64
        /// Of the frame, in bytes.
        public var size: Int
        /// Whether it tells where the client stands.
        public var tellsPlace: Bool

        public init(frame: Frame, end: UInt64, size: Int, tellsPlace: Bool) {
            (self.frame, self.end, self.size, self.tellsPlace) = (frame, end, size, tellsPlace)
        }
    }

    /// Frames at once; one system call takes 1,024 pieces.
    private static var mostFrames: Int { 256 }

    private let mostBytes: Int
    private var frames: [Frame] = []
    private var ends: [UInt64] = []
    private var sizes: [Int] = []
    private var tells: [Bool] = []
    /// Those before it have left.
    private var head = 0
    /// Of the frames held.
    private(set) var bytes = 0
    /// Where the oldest frame begins.
    private(set) var start: UInt64 = 0
    /// The last frame that was made beside the chain.
    private var aside: (from: UInt64, upTo: UInt64, link: Link)?

    /// - Parameter bytes: of the frames that are kept; the newest is kept in any case.
    public init(bytes: Int) { mostBytes = bytes }

    /// The place behind the newest frame.
    var end: UInt64 { ends.last ?? start }

    /// Frames from `sequence` on, at least one.
    ///
    /// - Parameters:
    ///   - ringEnd: the place behind the newest record; beyond `sequence`.
    ///   - most: bytes of the frames after which there are no more.
    ///   - build: makes the frame that begins at a place and does not go beyond another.
    public mutating func run(
        from sequence: UInt64, ringEnd: UInt64, most: Int, build: (_ from: UInt64, _ upTo: UInt64) -> Link
    ) -> Run {
        if sequence > end { restart(at: sequence) }
        guard let first = index(of: sequence) else {
            return besides(sequence, ringEnd: ringEnd, most: most, build: build)
        }
        var (last, size) = (first, 0)
        while size < most, last - first < Self.mostFrames {
            if last == frames.count {
                guard end < ringEnd else { break }
                add(build(end, ringEnd))
            }
            size += sizes[last]
            last += 1
        }
        defer { trim() }
        return Run(frames: frames[first..<last], ends: ends[first..<last], tells: tells[first..<last])
    }

    /// Index of the frame that begins at a place, or of the next one to be made; nil where none does.
    private func index(of sequence: UInt64) -> Int? {
        if sequence == end { return frames.count }
        if sequence == start { return head }
        guard sequence > start else { return nil }
        let before = firstIndex(endingAt: sequence)
        return before < ends.count && ends[before] == sequence ? before + 1 : nil
    }

    /// Index of the first frame that ends at a place or behind it.
    private func firstIndex(endingAt place: UInt64) -> Int {
        var (low, high) = (head, ends.count)
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] >= place { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// A frame that ends where one of the chain begins, and those from there on.
    private mutating func besides(
        _ sequence: UInt64, ringEnd: UInt64, most: Int, build: (UInt64, UInt64) -> Link
    ) -> Run {
        let upTo = sequence < start ? start : ends[firstIndex(endingAt: sequence)]
        let link: Link
        if let aside, aside.from == sequence, aside.upTo == upTo {
            link = aside.link
        } else {
            link = build(sequence, upTo)
            aside = (sequence, upTo, link)
        }
        guard link.end == upTo, link.size < most, upTo < ringEnd else {
            return Run(frames: [link.frame], ends: [link.end], tells: [link.tellsPlace])
        }
        let rest = run(from: upTo, ringEnd: ringEnd, most: most - link.size, build: build)
        return Run(
            frames: [link.frame] + rest.frames, ends: [link.end] + rest.ends, tells: [link.tellsPlace] + rest.tells)
    }

    private mutating func restart(at sequence: UInt64) {
        (frames, ends, sizes, tells) = ([], [], [], [])
        (head, bytes, start, aside) = (0, 0, sequence, nil)
    }

    private mutating func add(_ link: Link) {
        frames.append(link.frame)
        ends.append(link.end)
        sizes.append(link.size)
        tells.append(link.tellsPlace)
        bytes += link.size
    }

    private mutating func trim() {
        while bytes > mostBytes, head < frames.count - 1 {
            bytes -= sizes[head]
            start = ends[head]
            head += 1
        }
        guard head > 16, head > frames.count / 2 else { return }
        frames.removeFirst(head)
        ends.removeFirst(head)
        sizes.removeFirst(head)
        tells.removeFirst(head)
        head = 0
    }
}
