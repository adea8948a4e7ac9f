/// One client of a swarm: its socket, how far it is, and what it has read of a frame that is not whole.
struct SwarmClient {
    enum Phase { case idle, connecting, upgrading, subscribing, live, silent, lost }

    var descriptor: Int32 = -1
    var phase = Phase.idle
    var scan = FrameScan()
    /// Begins of what is still to come.
    var rest: [UInt8] = []
}
