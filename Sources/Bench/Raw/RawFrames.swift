import JSONText

/// Makes `events` frames like the gateway's, and puts them into a log.
struct RawFrames {
    private let valueSize: Int
    /// Bytes of records in a frame.
    private let limit: Int
    private var number = 0
    private var json = JSONWriter(capacity: 256 << 10)

    init(valueSize: Int, limit: Int) {
        self.valueSize = valueSize
        self.limit = limit
    }

    /// Makes `count` records, sent now.
    mutating func write(_ count: Int, to log: ByteLog) {
        let now = MonotonicClock.microseconds
        for _ in 0..<count {
            let record = BenchRecord(
                Stamp(number: number, sentAt: now), key: SwarmOptions.key(number % 1000), valueSize: valueSize)
            record.write(offset: number, timestamp: 1_770_297_077_406, to: &json)
            number += 1
            if json.bytes.count + valueSize > limit { end(log) }
        }
        if !json.bytes.isEmpty { end(log) }
    }

    private mutating func end(_ log: ByteLog) {
        let head = Array(
            #"{"type":"events","channel":"bench","cursor":"9f3c1b2a8d7e6.0-\#(String(number, radix: 36))-mla8x2k1","events":["#
                .utf8)
        log.append(Self.frame(head + json.bytes + Array("]}".utf8)))
        json.removeAll()
    }

    /// A text frame (RFC 6455, 5.2).
    static func frame(_ payload: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = [0x81]
        let length = UInt64(payload.count)
        if length < 126 {
            frame.append(UInt8(length))
        } else if length <= 0xFFFF {
            frame += [126, UInt8(length >> 8), UInt8(length & 0xFF)]
        } else {
            frame.append(127)
            for shift in stride(from: UInt64(56), through: 0, by: -8) { frame.append(UInt8(length >> shift & 0xFF)) }
        }
        return frame + payload
    }
}
