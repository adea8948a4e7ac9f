import { rateOf, sumOf, topItems } from "../state/minutes.js";
import { expect, test } from "./harness.js";

const minute = (fields) => ({ at: 0, orders: 0, notified: 0, retries: 0, dlq: 0, latencyMs: null, revenue: 0, items: {}, ...fields });

test("minutes add up, and a latency counts as often as there were outcomes", () => {
    const sum = sumOf([
        minute({ orders: 3, notified: 3, latencyMs: 10, revenue: 0.1 }),
        minute({ orders: 2, notified: 0, dlq: 1, retries: 2, latencyMs: 50, revenue: 0.2 }),
        minute({}),
    ]);
    expect(sum).toEqual({ orders: 5, notified: 3, retries: 2, dlq: 1, revenue: 0.3, successRate: 75, latencyMs: 20 });
});

test("where nothing ended there is no rate and no latency", () => {
    expect(rateOf(minute({ retries: 4 }))).toBe(null);
    expect(sumOf([]).latencyMs).toBe(null);
});

test("the top items are those ordered most over all minutes", () => {
    const minutes = [minute({ items: { Tea: 2, Rice: 1 } }), minute({ items: { Rice: 5, Soup: 2 } })];
    expect(topItems(minutes, 2)).toEqual([{ item: "Rice", quantity: 6 }, { item: "Soup", quantity: 2 }]);
});
