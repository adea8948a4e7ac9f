/**
 * The last system document (the gateway's frame `system`): services, instances, topics, groups, settings. Null until
 * the first has come. It stays while the page is offline, and says in `time` how old it is.
 */
export function systemReducer(state = null, action) {
    return action.type === "system" ? action.data : state;
}

/** Why the system cannot be watched at the moment, as a sentence; null while it can. */
export function systemProblemReducer(state = null, action) {
    if (action.type === "system") return null;
    return action.type === "system.problem" ? action.message : state;
}
