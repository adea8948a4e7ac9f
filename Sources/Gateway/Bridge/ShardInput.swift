import Fanout

/// What the bridge tells every shard, in this order: each channel once, then its batches; the fill is complete when the
/// records that were there at start have been sent.
enum ShardInput: Sendable {
    /// The broker was reached: from here on the channel can be subscribed to.
    case channel(Channel, ChannelStart)
    case batch(channel: String, RecordBatch)
    case filled
    /// So many records were gone from Kafka before they could be read.
    case lost(channel: String, Int64)
}

/// Where a channel's sequence begins.
struct ChannelStart: Sendable {
    /// Of the cluster, as cursors carry it.
    var epoch: String
    /// Where the partitions stand before the first record of the sequence.
    var positions: Positions
    /// The first offset that Kafka has, a partition.
    var logStart: Positions
}
