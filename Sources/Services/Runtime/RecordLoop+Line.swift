/// Batches overlap, in turns.
extension RecordLoop {
    /// Waits until a batch may take a step.
    func wait(for step: Int, _ number: Int, _ claim: BatchClaim) async throws(BatchAbandoned) {
        try claim.check()
        while !line.mayTake(step, number) {
            await withCheckedContinuation { turns.append($0) }
            try claim.check()
        }
    }

    func took(_ step: Int, _ number: Int) {
        line.took(step, number)
        callTurns()
    }

    /// Has everybody look who waits for a turn: something has changed.
    func callTurns() {
        let waiting = turns
        turns = []
        for turn in waiting { turn.resume() }
    }

    /// Takes the right to act on the batches in hand; each begins anew with what it still has.
    func loseClaims() {
        for batch in inHand.values { batch.claim.lose() }
        callTurns()
    }
}
