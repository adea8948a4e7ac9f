/** How far this page is behind the newest record, in milliseconds; null before it was measured. */
export function lagReducer(state = null, action) {
    return action.type === "lag" ? action.milliseconds : state;
}
