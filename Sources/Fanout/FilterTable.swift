/// The filters in use on one channel of one shard. A record finds the filters on its key through an index, so that ten
/// thousand clients on a key each cost what they are sent, not a question to each about every record.
public struct FilterTable {
    private var views: [RecordFilter: FilteredView] = [:]
    private var byKey: [KeyText: [FilteredView]] = [:]
    /// Filters that want any key.
    private var onAnyKey: [FilteredView] = []

    public init() {}

    public var isEmpty: Bool { views.isEmpty }

    /// The view of a filter, made from what the ring holds if nobody else has it. Every call wants a ``release(_:)``.
    public mutating func view(of filter: RecordFilter, in ring: ChannelRing) -> FilteredView {
        if let view = views[filter] {
            view.followers += 1
            return view
        }
        let view = FilteredView(filter: filter)
        view.followers = 1
        views[filter] = view
        if let keys = filter.keys {
            for key in keys { byKey[key, default: []].append(view) }
        } else {
            onAnyKey.append(view)
        }
        var sequence = ring.start
        ring.forEach(from: ring.start) { entry, bytes in
            if filter.wants(key: entry, in: bytes) { _ = view.take(entry, at: sequence, in: bytes) }
            sequence += 1
            return true
        }
        return view
    }

    /// Gives a view back; the last one to do so ends it.
    public mutating func release(_ view: FilteredView) {
        view.followers -= 1
        guard view.followers == 0 else { return }
        views[view.filter] = nil
        if let keys = view.filter.keys {
            for key in keys {
                byKey[key]?.removeAll { $0 === view }
                if byKey[key]?.isEmpty == true { byKey[key] = nil }
            }
        } else {
            onAnyKey.removeAll { $0 === view }
        }
    }

    /// Puts each record of a batch to the filters that may want it.
    ///
    /// - Returns: the views that grew, each once or more.
    public func take(_ batch: RecordBatch) -> [FilteredView] {
        guard !views.isEmpty else { return [] }
        var grown: [FilteredView] = []
        for (index, entry) in batch.entries.enumerated() {
            let sequence = batch.sequence + UInt64(index)
            for view in onAnyKey where view.take(entry, at: sequence, in: batch.bytes) { grown.append(view) }
            guard !byKey.isEmpty, let keyed = byKey[KeyText(entry, in: batch.bytes)] else { continue }
            for view in keyed where view.take(entry, at: sequence, in: batch.bytes) { grown.append(view) }
        }
        return grown
    }
}
