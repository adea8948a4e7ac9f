/// A client's resume token: the Kafka position itself. Everything before it has been delivered.
///
/// Opaque to clients. As text: the epoch, then a partition's number, next offset and the timestamp of the record before
/// it, in base 36, such as `9f3c.0-c-mla8x2k1.1-7-mla8x2jz`.
public struct Cursor: Hashable, Sendable {
    /// Which incarnation of the cluster the offsets belong to.
    public var epoch: String
    public var positions: Positions

    public init(epoch: String, positions: Positions) {
        self.epoch = epoch
        self.positions = positions
    }

    /// Bytes of its text: about 700 partitions, and what one message of a client can hold.
    private static let longest = 15 * 1024

    public var text: String {
        var text = epoch
        for (partition, position) in positions.known {
            text += ".\(partition)-\(String(position.offset, radix: 36))"
            if position.timestamp >= 0 { text += "-\(String(position.timestamp, radix: 36))" }
        }
        return text
    }

    /// Nil where `text` was not written by ``text``: a caller's error, to be told.
    public init?(_ text: String) {
        guard text.utf8.count <= Self.longest else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        // A channel has at least one partition: a word alone is a slip of the pen, not a cursor.
        guard parts.count > 1, let epoch = parts.first, !epoch.isEmpty, epoch.allSatisfy(\.isASCIIAlphanumeric) else {
            return nil
        }
        var positions = Positions()
        for part in parts.dropFirst() {
            let fields = part.split(separator: "-", omittingEmptySubsequences: false)
            guard fields.count == 2 || fields.count == 3, let partition = Int32(fields[0]),
                (0..<4096).contains(partition),
                let offset = Int64(fields[1], radix: 36), offset >= 0
            else { return nil }
            guard fields.count == 3 else {
                positions[partition] = Positions.Position(offset: offset)
                continue
            }
            guard let timestamp = Int64(fields[2], radix: 36), timestamp >= 0 else { return nil }
            positions[partition] = Positions.Position(offset: offset, timestamp: timestamp)
        }
        self.init(epoch: String(epoch), positions: positions)
    }

    /// A short form of a cluster's id that fits a cursor.
    public static func epoch(clusterID: String) -> String {
        // FNV-1a: stable over runs, which `hashValue` is not.
        let hash = clusterID.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }
}

extension Character {
    fileprivate var isASCIIAlphanumeric: Bool { isASCII && (isLetter || isNumber) }
}
