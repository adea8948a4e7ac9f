import { idOf, isReset, recordsOf, timeOf } from "./records.js";

/** Entries that are held for every feed on the page; a feed that was paused asks the gateway for what is older. */
export const KEPT = 2_000;

const initial = { entries: [], count: 0, cursor: null, epoch: 0 };

/**
 * The audit feed: `entries` newest first, `count` how many ever came (each entry has its `number`), `cursor` behind the
 * newest. `epoch` counts how often all of it became void.
 */
export function auditReducer(state = initial, action) {
    if (isReset(action, "audit")) return { ...initial, count: state.count, epoch: state.epoch + 1 };
    if (action.type !== "events" || action.channel !== "audit") return state;
    const fresh = recordsOf(action, "audit").map((record, index) => entryOf(record, state.count + index + 1));
    if (fresh.length === 0 && !action.cursor) return state;
    return {
        ...state,
        entries: fresh.length > 0 ? [...fresh.reverse(), ...state.entries].slice(0, KEPT) : state.entries,
        count: state.count + fresh.length,
        cursor: action.cursor ?? state.cursor,
    };
}

/** How a feed sees a record. One that did not come live has no number. */
export const entryOf = (record, number = 0) => ({
    id: idOf(record),
    number,
    time: timeOf(record),
    action: String(record.value.action ?? "unknown"),
    value: record.value,
    times: 1,
});
