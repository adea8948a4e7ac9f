const initial = { ordering: "open", hidden: { names: [], orders: [] } };

/** Whether orders are taken, and whom and what the instructor has taken off the big screen. */
export function roomReducer(state = initial, action) {
    if (action.type !== "room") return state;
    const next = { ...initial, ...action.data };
    // Looked at again and again: what says the same is the same.
    return JSON.stringify(next) === JSON.stringify(state) ? state : { ...next, hidden: sameOr(state.hidden, next.hidden) };
}

const sameOr = (held, fresh) => (JSON.stringify(held) === JSON.stringify(fresh) ? held : fresh);
