import JSONText

/// A part of the document that says how the whole system is doing.
///
/// To add one, write a type with what it needs and put it into the list in `Gateway+System.swift`. What several sections
/// look at is in the facts, read once for all of them; what only one does, it reads itself. What cannot be told for now
/// (Redis or the broker is away) is left out: a section never fails.
protocol SystemSection: Sendable {
    /// Writes its fields: those of the document, of which each belongs to one section.
    nonisolated(nonsending) func write(to json: inout JSONWriter, _ facts: SystemFacts) async
}
