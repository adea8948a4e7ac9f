import { badge } from "../badge/badge.js";

/** What the services made of an order so far: notified, retried, given up; looked through for fraud. */
export function outcomeBadges(outcome) {
    if (!outcome) return null;
    const { notification, fraud } = outcome;
    return [
        notification && notificationBadge(notification),
        fraud?.severity && badge(fraud.severity, `Fraud ${fraud.severity}`),
    ];
}

function notificationBadge({ action, retryCount }) {
    if (action === "NOTIFIED") return badge("NOTIFIED", "Notified");
    if (action === "DLQ") return badge("DLQ", "Dead letter");
    if (action === "DROPPED") return badge("DLQ", "Dropped");
    return badge("RETRY", `Retry ${(retryCount ?? 0) + 1}`);
}
