/**
 * The channels that the gateway has begun to deliver, by name. Until then nobody knows what is on them, and a list that is
 * empty must not say that nothing has happened.
 */
export function followedReducer(state = [], action) {
    return action.type === "subscribed" && !state.includes(action.channel) ? [...state, action.channel] : state;
}
