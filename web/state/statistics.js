import { isReset, recordsOf, timeOf } from "./records.js";

/** Points of the chart at most, one a second: about four busy minutes. */
const POINTS = 240;

const initial = { latest: null, time: null, history: [] };

/** The newest STREAM_STATS, and how the numbers went. */
export function statisticsReducer(state = initial, action) {
    if (isReset(action, "audit")) return initial;
    return recordsOf(action, "audit").filter(isStatistics).reduce(add, state);
}

const isStatistics = ({ value }) =>
    value.action === "STREAM_STATS" && value.stats !== null && typeof value.stats === "object";

function add(state, record) {
    const { stats } = record.value;
    const time = timeOf(record);
    const point = {
        second: Math.floor(new Date(time).getTime() / 1000),
        ordersPerMinute: Number(stats.ordersPerMinute) || 0,
        successRate: Number.parseFloat(stats.notificationSuccessRate) || 0,
        latency: Number(stats.avgNotificationLatencyMs) || 0,
    };
    // Instances' clocks differ a little: a line over time must not run backwards.
    const before = state.history.filter(({ second }) => second < point.second);
    return { latest: stats, time, history: [...before, point].slice(-POINTS) };
}
