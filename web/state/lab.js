const KEPT = 200;

/**
 * What was done in the lab, newest first: `{id, at, by, action, target, detail}`. With `lab` come new entries, with
 * `lab.fetched` all there are: what is held from before those has gone, with a reset.
 */
export function labReducer(state = [], action) {
    if (action.type === "lab.fetched") {
        const newest = action.entries.at(-1)?.at ?? 0;
        return labReducer(state.filter(({ at }) => at > newest && action.entries.length > 0), { ...action, type: "lab" });
    }
    if (action.type !== "lab") return state;
    const held = new Set(state.map(({ id }) => id));
    const fresh = action.entries.filter(({ id }) => !held.has(id));
    if (fresh.length === 0) return state;
    return [...fresh, ...state].sort((one, other) => other.at - one.at || (one.id < other.id ? 1 : -1)).slice(0, KEPT);
}
