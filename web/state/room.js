const initial = { ordering: "open", hidden: { names: [], orders: [] } };

/** Whether orders are taken, and whom and what the instructor has taken off the big screen. */
export function roomReducer(state = initial, action) {
    return action.type === "room" ? { ...initial, ...action.data } : state;
}
