const initial = { status: "none", total: 0, perSecond: 0, placed: 0, failed: 0, message: null, seconds: 0 };

/**
 * A rush of orders from this page: `status` none, running, done, stopped or failed; how many were `placed` and how many
 * `failed` of a `total`; `message` says why it failed.
 */
export function rushReducer(state = initial, action) {
    switch (action.type) {
        case "rush.started":
            return { ...initial, status: "running", total: action.total, perSecond: action.perSecond };
        case "rush.placed":
            return { ...state, placed: state.placed + 1 };
        case "rush.refused":
            return { ...state, failed: state.failed + 1, message: action.message };
        case "rush.ended":
            return { ...state, status: action.status, seconds: action.seconds };
        default:
            return state;
    }
}
