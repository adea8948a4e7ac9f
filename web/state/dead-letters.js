import { idOf, isReset, prepend, timeOf } from "./records.js";

/** The page keeps so many. */
export const LETTERS_KEPT = 200;

/** Dead letters, newest first: orders whose notification failed for good, and records that nobody could parse. */
export function deadLettersReducer(state = [], action) {
    if (isReset(action, "orders-dlq")) return [];
    if (action.type !== "events" || action.channel !== "orders-dlq" || action.events.length === 0) return state;
    return prepend(action.events.map(letterOf), state, LETTERS_KEPT);
}

const letterOf = (record) => ({
    id: idOf(record),
    time: timeOf(record),
    orderId: record.value?.order?.id ?? record.key,
    order: record.value?.order ?? null,
    action: record.value?.action ?? null,
    reason: record.value?.reason ?? record.headers?.["dlq-exception-message"] ?? "Could not be read",
    instanceId: record.value?.instanceId ?? record.headers?.["dlq-original-group"] ?? null,
});
