/** What the gateway last said of itself (frame `readiness`): `{ready, instance, troubles}`; null until it has. */
export function readinessReducer(state = null, action) {
    return action.type === "readiness" ? action.data : state;
}
