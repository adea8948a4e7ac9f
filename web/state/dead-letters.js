import { idOf, isReset, prepend, recordsOf, timeOf } from "./records.js";

const KEPT = 200;

/** Dead letters, newest first: orders whose notification failed for good, and records that nobody could parse. */
export function deadLettersReducer(state = [], action) {
    if (isReset(action, "orders-dlq")) return [];
    const fresh = recordsOf(action, "orders-dlq").map(letterOf);
    return fresh.length === 0 ? state : prepend(fresh, state, KEPT);
}

const letterOf = (record) => ({
    id: idOf(record),
    time: timeOf(record),
    orderId: record.value.order?.id ?? record.key,
    order: record.value.order ?? null,
    action: record.value.action ?? null,
    reason: record.value.reason ?? record.headers?.["dlq-exception-message"] ?? "Could not be read",
    instanceId: record.value.instanceId ?? record.headers?.["dlq-original-group"] ?? null,
});
