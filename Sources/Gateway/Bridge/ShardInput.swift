import Fanout

/// What the bridge tells every shard of a channel, in this order: where it begins, the records that were there, that
/// those were all, and then what comes. A channel whose topic was deleted and made anew begins again.
enum ShardInput: Sendable {
    /// The channel begins.
    case channel(Channel, ChannelStart)
    case batch(channel: String, RecordBatch)
    /// The records that were there at its beginning have been sent: from here on it can be subscribed to.
    case filled(channel: String)
    /// It cannot be served for now, as the sentence says.
    case unavailable(channel: String, String)
    /// So many records were gone from Kafka before they could be read.
    case lost(channel: String, Int64)
}

/// Where a channel's sequence begins.
struct ChannelStart: Sendable {
    /// Counts the beginnings of all channels.
    var number = 0
    /// Of the cluster, as cursors carry it.
    var epoch: String
    /// Where the partitions stand before the first record of the sequence.
    var positions: Positions
    /// The first offset that Kafka has, a partition.
    var logStart: Positions
}
