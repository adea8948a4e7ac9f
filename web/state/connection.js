const initial = { status: "connecting", instance: null, role: null, attempt: 0, reason: null };

/** Where the page stands with its gateway: what GatewayClient says of itself. */
export function connectionReducer(state = initial, action) {
    return action.type === "connection" ? action.connection : state;
}
