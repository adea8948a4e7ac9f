/** Points kept of each instance, one a second while somebody watches. */
const POINTS = 90;

/**
 * How the numbers of each instance went, by id: `[{time, perSecond, p99Ms, memoryBytes, handled, failed}]`, oldest
 * first. Instances that the system no longer names are forgotten.
 */
export function trendsReducer(state = new Map(), action) {
    if (action.type !== "system") return state;
    const { time, instances = [], gateways = [] } = action.data;
    return new Map(
        [...instances, ...gateways].map(({ id, perSecond, p99Ms, memoryBytes, handled, failed }) => {
            const held = (state.get(id) ?? []).filter((point) => point.time < time);
            return [id, [...held, { time, perSecond, p99Ms, memoryBytes, handled, failed }].slice(-POINTS)];
        }),
    );
}

/** Milliseconds over which errors are counted. */
const WINDOW = 60_000;

/**
 * What part of the records handled in the last minute failed, from 0 to 1; null where none was handled. An instance that
 * was started anew counts from 0 again: what was before that is passed over.
 */
export function errorRateOf(points = []) {
    const last = points.at(-1);
    if (!last || last.handled === undefined || last.handled === null) return null;
    let first = last;
    for (const point of points.toReversed()) {
        if (last.time - point.time > WINDOW || point.handled > first.handled) break;
        first = point;
    }
    const handled = last.handled - first.handled;
    const failed = (last.failed ?? 0) - (first.failed ?? 0);
    if (handled <= 0 && failed <= 0) return null;
    return Math.min(1, failed / Math.max(handled, failed));
}
