extension [IncomingRecord] {
    /// Without the second and later records of the same event id: a record that was written twice is one.
    func firstOfEachID() -> [IncomingRecord] {
        var seen: Set<String> = []
        return filter { seen.insert($0.eventID.text).inserted }
    }
}
