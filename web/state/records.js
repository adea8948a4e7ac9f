/** What the slices share in reading records: a value may be anything that somebody produced to the topic. */

/** The events of a frame that carry an object, when the frame is of that channel; else none. */
export function recordsOf(action, channel) {
    if (action.type !== "events" || action.channel !== channel) return [];
    return objectsIn(action.events);
}

/** Those of the events that carry an object. */
export const objectsIn = (events) => events.filter(({ value }) => value !== null && typeof value === "object");

/** Whether everything held of a channel is void: the broker was started empty. */
export const isReset = (action, channel) =>
    action.type === "gap" && action.channel === channel && action.reason === "reset";

export const idOf = ({ headers, partition, offset }) => headers?.eventId ?? `${partition}/${offset}`;

export const timeOf = ({ value, timestamp }) => (typeof value?.timestamp === "string" ? value.timestamp : timestamp);

/** Newest first, at most `limit`. `fresh` is in the order of arrival. */
export const prepend = (fresh, held, limit) => [...fresh.reverse(), ...held].slice(0, limit);
