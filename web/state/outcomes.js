import { withEntries } from "../lib/recent-map.js";
import { isReset, recordsOf } from "./records.js";

const KEPT = 2_000;

/**
 * What the services concluded about each order, by order id: `{notification: {action, retryCount}, fraud: {severity}}`.
 * A final outcome stands over retries, whatever order they arrive in.
 */
export function outcomesReducer(state = new Map(), action) {
    if (isReset(action, "audit")) return new Map();
    const fresh = new Map();
    for (const { value } of recordsOf(action, "audit")) {
        const held = fresh.get(value.orderId) ?? state.get(value.orderId);
        const concluded = conclude(held, value);
        if (concluded !== held) fresh.set(value.orderId, concluded);
    }
    return fresh.size === 0 ? state : withEntries(state, fresh, KEPT);
}

const SEVERITIES = ["HIGH", "MEDIUM", "LOW"];

function conclude(held, value) {
    switch (value.action) {
        case "created":
        case "updated":
            // A change is a new event with a notification of its own; fraud looks at new orders alone.
            return held?.notification ? { ...held, notification: null } : held;
        case "NOTIFIED":
        case "DLQ":
        case "DROPPED":
            return { ...held, notification: { action: value.action, retryCount: value.retryCount } };
        case "RETRY": {
            const isOld = held?.notification && !(held.notification.retryCount < value.retryCount);
            return isOld ? held : { ...held, notification: { action: "RETRY", retryCount: value.retryCount } };
        }
        case "FRAUD_CHECK_PASSED":
            return { ...held, fraud: { severity: null } };
        case "FRAUD_ALERT": {
            const raised = (value.alerts ?? []).map((alert) => alert?.severity);
            return { ...held, fraud: { severity: SEVERITIES.find((one) => raised.includes(one)) ?? "LOW" } };
        }
        default:
            return held;
    }
}
