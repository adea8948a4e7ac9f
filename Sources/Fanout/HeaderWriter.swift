import JSONText

/// Writes a record's headers as an object: each as it comes, and a repeated one as an array, where it first stands.
///
/// Headers are text by the contract; what is not UTF-8 is shown with replacement characters.
struct HeaderWriter: Sendable {
    typealias Headers = (_ each: (_ name: Span<UInt8>, _ value: Span<UInt8>?) -> Void) -> Void

    /// Where the names lie that were written of the current record; kept, so that a record costs no allocation.
    private var names: [Range<Int>] = []

    /// - Returns: where the object lies, and in it the value of `eventId`.
    mutating func write(_ headers: Headers, to json: inout JSONWriter) -> (object: Range<Int>, eventID: Range<Int>) {
        let mark = json.mark
        names.removeAll(keepingCapacity: true)
        var start = 0
        var eventID = 0..<0
        var isRepeated = false
        json.object("headers") { json in
            start = json.bytes.count - 1
            headers { name, value in
                let begin = json.bytes.count
                let isEventID = Self.eventID.elementsEqual(name)
                let valueStart = json.field(utf8Name: name, utf8: value)
                let nameRange = begin..<valueStart
                isRepeated = isRepeated || names.contains { Self.isSame($0, nameRange, in: json.bytes) }
                names.append(nameRange)
                if isEventID { eventID = valueStart..<json.bytes.count }
            }
        }
        if isRepeated {
            json.rewind(to: mark)
            (start, eventID) = Self.writeRepeated(headers, to: &json)
        }
        return (start..<json.bytes.count, eventID)
    }

    private static let eventID = Array("eventId".utf8)

    /// Whether the same name stands at both, but for the comma that the first of all has not.
    private static func isSame(_ left: Range<Int>, _ right: Range<Int>, in bytes: [UInt8]) -> Bool {
        func trimmed(_ range: Range<Int>) -> Range<Int> {
            bytes[range.lowerBound] == UInt8(ascii: ",") ? range.lowerBound + 1..<range.upperBound : range
        }
        let (left, right) = (trimmed(left), trimmed(right))
        return left.count == right.count && bytes[left] == bytes[right]
    }

    private static func writeRepeated(_ headers: Headers, to json: inout JSONWriter) -> (
        start: Int, eventID: Range<Int>
    ) {
        var all: [(name: String, value: String)] = []
        headers { name, value in
            func text(_ span: Span<UInt8>) -> String { String(decoding: JSONObjectScanner.copy(span), as: UTF8.self) }
            if let value { all.append((text(name), text(value))) } else { all.append((text(name), "")) }
        }
        var start = 0
        var eventID = 0..<0
        json.object("headers") { json in
            start = json.bytes.count - 1
            for (index, header) in all.enumerated() {
                let values = all.filter { $0.name == header.name }.map(\.value)
                if values.count == 1 {
                    json.field(named: header.name, header.value)
                    let length = header.value.utf8.count + 2
                    if header.name == "eventId" { eventID = json.bytes.count - length..<json.bytes.count }
                } else if all.firstIndex(where: { $0.name == header.name }) == index {
                    json.array(named: header.name) { for value in values { $0.element(value) } }
                }
            }
        }
        return (start, eventID)
    }
}

extension [UInt8] {
    fileprivate func elementsEqual(_ span: Span<UInt8>) -> Bool {
        guard count == span.count else { return false }
        for index in indices where self[index] != span[index] { return false }
        return true
    }
}
