import { ago, money, moneyAtAGlance, newest, plural, sentence, shortId, time, total } from "../lib/format.js";
import { RecentSet } from "../lib/recent-set.js";
import { uuid } from "../lib/uuid.js";
import { expect, test } from "./harness.js";

test("money has two decimals and a total is exact in cents", () => {
    expect(money(total({ quantity: 3, price: 0.1 }))).toBe("$0.30");
    expect(money(total({ quantity: 1000, price: 100_000 }))).toBe("$100,000,000.00");
});

test("words fit the number", () => {
    expect([plural(1, "order"), plural(2_000, "order")]).toEqual(["1 order", "2,000 orders"]);
});

test("a list that keeps only the newest says so", () => {
    expect([newest(1, 200, "alert"), newest(200, 200, "alert")]).toEqual(["1 alert", "newest 200 alerts"]);
});

test("large sums get shorter, small ones stay exact", () => {
    expect([940.5, 9_999.99, 134_693, 12_345_678].map(moneyAtAGlance)).toEqual(["$940.50", "$9,999.99", "$134,693", "$12.3M"]);
});

test("what the gateway says is shown as a sentence", () => {
    expect(["redis is away", "Done.", ""].map(sentence)).toEqual(["Redis is away.", "Done.", ""]);
});

test("ago rounds to what one would say", () => {
    const now = 1_770_297_077_406;
    expect([0, 12_000, 200_000, 7_300_000].map((past) => ago(now - past, now))).toEqual([
        "just now",
        "12 s ago",
        "3 min ago",
        "2 h ago",
    ]);
});

test("a time that is none is a dash, an id that is none is empty", () => {
    expect([time("soon"), shortId(undefined)]).toEqual(["–", ""]);
});

test("a uuid is of version 4 and needs no secure origin", () => {
    expect(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid())).toBe(true);
    expect(uuid() === uuid()).toBe(false);
});

test("a recent set knows the newest values and forgets in the end", () => {
    const set = new RecentSet(3);
    expect([1, 1, 2, 3, 4, 2].map((value) => set.add(value))).toEqual([true, false, true, true, true, false]);
    for (const value of [5, 6, 7, 8, 9]) set.add(value);
    expect(set.add(1)).toBe(true);
});
