import { idOf, isReset, prepend, recordsOf, timeOf } from "./records.js";

/** Entries that the feed keeps; what is older is in the topic. */
export const KEPT = 500;

/**
 * The audit feed, newest first. Statistics that follow one another are one entry, which says how many it stands for:
 * they come with every outcome and would crowd out what they count.
 */
export function auditReducer(state = [], action) {
    if (isReset(action, "audit")) return [];
    const records = recordsOf(action, "audit");
    if (records.length === 0) return state;
    const fresh = records.map(entryOf).reduce(fold, state.slice(0, 1));
    return prepend(fresh, state.slice(1), KEPT);
}

const entryOf = (record) => ({
    id: idOf(record),
    time: timeOf(record),
    action: String(record.value.action ?? "unknown"),
    value: record.value,
    times: 1,
});

function fold(entries, entry) {
    const previous = entries.at(-1);
    const isMore = entry.action === "STREAM_STATS" && previous?.action === "STREAM_STATS";
    if (isMore) return [...entries.slice(0, -1), { ...entry, id: previous.id, times: previous.times + 1 }];
    return [...entries, entry];
}
