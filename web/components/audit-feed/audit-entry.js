import { count, money, plural, preciseTime, total } from "../../lib/format.js";
import { html } from "../../lib/html.js";
import { nameShown, orderShown, sentenceShown } from "../../state/hidden.js";
import { badge, toneOf } from "../badge/badge.js";
import { orderLink } from "../order-link/order-link.js";

/** One line of the feed: what happened, to which order, and the words that fit the action, as the room may see them. */
export const auditEntry = ({ time: when, action, value, times }, room) => html`<li
    class="audit-entry"
    data-tone="${toneOf(action)}"
>
    <p class="audit-head">
        ${badge(action)} ${times > 1 && html`<span class="audit-times number">× ${count(times)}</span>`}
        ${orderLink(value.orderId)}
        <time datetime="${when}">${preciseTime(when)}</time>
    </p>
    <p class="audit-text">${describe(action, value, room)}</p>
</li>`;

/**
 * In words. Values come from a topic that anybody may write to: what is missing is left out. `room` says what is hidden
 * (state/room.js).
 */
export function describe(action, value, room) {
    switch (action) {
        case "created":
        case "updated":
        case "deleted":
            return orderText(orderShown(room, value.order));
        case "NOTIFIED":
            return html`${attempt(value)} got through <small>${value.instanceId}</small>`;
        case "RETRY":
            return html`${attempt(value)} failed, sent again <small>${value.instanceId}</small>`;
        case "DLQ":
            return html`${attempt(value)} failed, given up <small>${value.instanceId}</small>`;
        case "FRAUD_CHECK_PASSED":
            return html`${nameShown(room, value.customerName, value.orderId)} ${windows(value.windowStats)} <small>${value.instanceId}</small>`;
        case "FRAUD_ALERT":
            return html`${(value.alerts ?? []).map((alert) => alertText(alert, value, room))} <small>${value.instanceId}</small>`;
        case "STREAM_STATS":
            return statisticsText(value.stats);
        default:
            return value.source;
    }
}

const attempt = ({ retryCount = 0 }) => `Attempt ${Number(retryCount) + 1}`;

const alertText = (alert, { customerName, orderId }, room) =>
    html`<span class="audit-alert">${alert?.type}: ${sentenceShown(room, alert?.reason, customerName, orderId)}</span>`;

const orderText = (order) =>
    order && `${order.customerName} · ${order.quantity} × ${order.item} · ${money(total(order))}`;

const windows = (held) =>
    held &&
    html`<span class="muted">has ${held.customerOrdersInWindow} of ${held.globalOrdersInWindow} in the window</span>`;

function statisticsText(stats) {
    if (!stats) return null;
    const { ordersPerMinute, notificationSuccessRate, avgNotificationLatencyMs } = stats;
    return `${plural(ordersPerMinute, "order")} a minute · ${notificationSuccessRate} · ${avgNotificationLatencyMs} ms`;
}
