import { idOf, isReset, prepend, recordsOf, timeOf } from "./records.js";

/** The page keeps so many. */
export const ALERTS_KEPT = 200;

/** Fraud alerts, newest first: one verdict may hold several, each is an entry of its own. */
export function fraudReducer(state = [], action) {
    if (isReset(action, "audit")) return [];
    const fresh = recordsOf(action, "audit").filter(isAlert).flatMap(alertsOf);
    return fresh.length === 0 ? state : prepend(fresh, state, ALERTS_KEPT);
}

const isAlert = ({ value }) => value.action === "FRAUD_ALERT" && Array.isArray(value.alerts);

const alertsOf = (record) =>
    record.value.alerts.map((alert, index) => ({
        id: `${idOf(record)}/${index}`,
        time: timeOf(record),
        orderId: record.value.orderId,
        customerName: record.value.customerName,
        severity: String(alert?.severity),
        type: String(alert?.type),
        reason: String(alert?.reason),
    }));
