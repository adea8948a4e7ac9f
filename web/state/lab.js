const KEPT = 200;

/** What was done in the lab, newest first: `{id, at, by, action, target, detail}`. */
export function labReducer(state = [], action) {
    if (action.type !== "lab") return state;
    const held = new Set(state.map(({ id }) => id));
    const fresh = action.entries.filter(({ id }) => !held.has(id));
    if (fresh.length === 0) return state;
    return [...fresh, ...state].sort((one, other) => other.at - one.at || (one.id < other.id ? 1 : -1)).slice(0, KEPT);
}
