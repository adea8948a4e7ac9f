import { statisticsReducer } from "../state/statistics.js";
import { expect, test } from "./harness.js";
import { auditRecord, events } from "./records.js";

const sample = (second, ordersPerMinute) =>
    auditRecord("STREAM_STATS", "a", {
        timestamp: new Date(1_770_297_077_000 + second * 1000).toISOString(),
        stats: {
            ordersPerMinute,
            notificationSuccessRate: "85.7%",
            notificationOutcomes: {},
            avgNotificationLatencyMs: 61,
        },
    });
const after = (...records) => statisticsReducer(undefined, events("audit", ...records));

test("the newest statistics are shown and the rate is a number in the chart", () => {
    const { latest, history } = after(sample(0, 3), sample(1, 4));
    expect([latest.ordersPerMinute, history.length, history[1].successRate]).toEqual([4, 2, 85.7]);
});

test("the history has one point a second and never runs backwards", () => {
    const { history } = after(sample(0, 1), sample(0, 2), sample(2, 3), sample(1, 4));
    expect(history.map(({ ordersPerMinute }) => ordersPerMinute)).toEqual([2, 4]);
});

test("the history is bounded", () => {
    const samples = Array.from({ length: 400 }, (_, second) => sample(second, second));
    const { history } = after(...samples);
    expect([history.length, history.at(-1).ordersPerMinute]).toEqual([240, 399]);
});
