/// Writes JSON text (RFC 8259) field by field, in the order it is told.
///
/// Records on a topic and frames to a client have a documented order of fields, and values that are already JSON are
/// spliced in as they are; `JSONEncoder` does neither.
///
///     var json = JSONWriter()
///     json.object {
///         $0.field("action", "created")
///         $0.object("order") { $0.field("quantity", 2) }
///         $0.raw("value", bytesThatAreJSON)
///     }
public struct JSONWriter: Sendable {
    /// The text written so far, UTF-8.
    public internal(set) var bytes: [UInt8] = []
    /// Whether the next element needs a comma before it.
    var needsComma = false

    /// - Parameter capacity: bytes to reserve.
    public init(capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    /// Makes room for the next text, keeping the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    // MARK: Elements: of an array, or the whole text

    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        separate()
        enclose("{", "}", body)
    }

    /// Opens an object that is written piece by piece, over waits; ``endObject()`` closes it.
    public mutating func beginObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
    }

    public mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        separate()
        enclose("[", "]", body)
    }

    public mutating func element(_ text: String) {
        separate()
        string(text)
    }

    public mutating func element(_ number: some FixedWidthInteger) {
        separate()
        bytes.append(contentsOf: String(number).utf8)
    }

    /// Splices `json`, which must be one JSON value.
    public mutating func raw(_ json: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    // MARK: Fields of an object

    public mutating func field(_ name: StaticString, _ text: String) {
        key(name)
        string(text)
    }

    /// Writes nothing where `text` is nil.
    public mutating func field(_ name: StaticString, ifPresent text: String?) {
        if let text { field(name, text) }
    }

    public mutating func field(_ name: StaticString, _ number: some FixedWidthInteger) {
        key(name)
        bytes.append(contentsOf: String(number).utf8)
    }

    public mutating func field(_ name: StaticString, _ flag: Bool) {
        key(name)
        bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    }

    public mutating func null(_ name: StaticString) {
        key(name)
        bytes.append(contentsOf: "null".utf8)
    }

    /// Splices `json`, which must be one JSON value, as the field's value.
    public mutating func raw(_ name: StaticString, _ json: some Sequence<UInt8>) {
        key(name)
        bytes.append(contentsOf: json)
    }

    public mutating func object(_ name: StaticString, _ body: (inout JSONWriter) -> Void) {
        key(name)
        enclose("{", "}", body)
    }

    public mutating func array(_ name: StaticString, _ body: (inout JSONWriter) -> Void) {
        key(name)
        enclose("[", "]", body)
    }

    /// A field whose name is only known at run time (a header, a label).
    public mutating func field(named name: String, _ text: String) {
        begin(named: name)
        string(text)
    }

    public mutating func field(named name: String, number: some FixedWidthInteger) {
        begin(named: name)
        bytes.append(contentsOf: String(number).utf8)
    }

    public mutating func array(named name: String, _ body: (inout JSONWriter) -> Void) {
        begin(named: name)
        enclose("[", "]", body)
    }

    /// Splices `json`, which must be one JSON value, under a name only known at run time.
    public mutating func raw(named name: String, _ json: some Sequence<UInt8>) {
        begin(named: name)
        bytes.append(contentsOf: json)
    }

    // MARK: Parts

    private mutating func begin(named name: String) {
        separate()
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func enclose(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: open))
        needsComma = false
        body(&self)
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }

    private mutating func string(_ text: String) { string(valid: text.utf8Span.span) }
}

extension JSONWriter {
    /// The text of one object: `JSONWriter.object { $0.field("type", "pong") }`.
    public static func object(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.object(body)
        return json.bytes
    }
}
