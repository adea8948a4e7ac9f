/** What the minutes of `GET /api/analytics/minutes` add up to. */
export function sumOf(minutes) {
    const add = (name) => minutes.reduce((sum, minute) => sum + (minute[name] ?? 0), 0);
    const [notified, dlq] = [add("notified"), add("dlq")];
    return {
        orders: add("orders"),
        notified,
        retries: add("retries"),
        dlq,
        revenue: Math.round(add("revenue") * 100) / 100,
        successRate: rateOf({ notified, dlq }),
        latencyMs: latencyOf(minutes),
    };
}

/** Percent of the notifications that ended, which got through; null where none ended. */
export const rateOf = ({ notified, dlq }) => (notified + dlq > 0 ? (100 * notified) / (notified + dlq) : null);

/** The mean over minutes, each counting as much as it had outcomes. */
function latencyOf(minutes) {
    const timed = minutes.filter(({ latencyMs }) => latencyMs !== null && latencyMs !== undefined);
    const weightOf = ({ notified, dlq }) => Math.max(1, notified + dlq);
    const weight = timed.reduce((sum, minute) => sum + weightOf(minute), 0);
    if (weight === 0) return null;
    return Math.round(timed.reduce((sum, minute) => sum + minute.latencyMs * weightOf(minute), 0) / weight);
}

/** The items ordered most, `[{item, quantity}]`. */
export function topItems(minutes, most = 8) {
    const quantities = new Map();
    for (const { items } of minutes) {
        for (const [item, quantity] of Object.entries(items ?? {})) {
            quantities.set(item, (quantities.get(item) ?? 0) + quantity);
        }
    }
    return [...quantities]
        .map(([item, quantity]) => ({ item, quantity }))
        .sort((a, b) => b.quantity - a.quantity || a.item.localeCompare(b.item))
        .slice(0, most);
}
