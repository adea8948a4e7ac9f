import JSONText

/// Topics, groups, and groups that read again.
struct ClusterSection: SystemSection {
    let cluster: ClusterCommands

    nonisolated(nonsending) func write(to json: inout JSONWriter, _ facts: SystemFacts) async {
        guard let state = await cluster.view.soon(facts.reports) else { return }
        var (topics, groups) = (JSONWriter(), JSONWriter())
        state.write(topicsTo: &topics)
        state.write(groupsTo: &groups)
        json.raw("topics", topics.bytes)
        json.raw("groups", groups.bytes)
        guard let replays = try? await cluster.progress(state) else { return }
        json.array("replays") { json in for replay in replays { replay.write(to: &json) } }
    }
}
