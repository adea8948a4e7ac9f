import State

extension LabEntry {
    /// What was set: an entry for each setting, "0.3 → 1".
    ///
    /// Before and after are as people are told of them. One that stays as it was is told of all the same: whether a drill
    /// has changed it behind the scenes is not to be seen by that.
    static func settings(
        _ names: Set<SettingsValues.Name>, from before: SettingsValues, to after: SettingsValues
    ) -> [LabEntry] {
        SettingsValues.Name.allCases.filter(names.contains).map { name in
            let (old, new) = (words(before[name]), words(after[name]))
            return LabEntry(
                by: .instructor, action: "set", target: name.rawValue,
                detail: old == new ? "stays \(new)" : "\(old) → \(new)")
        }
    }

    /// "1" of 1.0.
    private static func words(_ value: String) -> String {
        value.hasSuffix(".0") ? String(value.dropLast(2)) : value
    }
}
