import { HELD, newestFirst, ordersReducer } from "../state/orders.js";
import { expect, test } from "./harness.js";
import { events, orderOf, orderRecord, snapshot } from "./records.js";

const after = (...actions) => actions.reduce(ordersReducer, undefined);
const ids = (state) => newestFirst(state).map(({ id }) => id);
const reset = { type: "gap", channel: "orders", reason: "reset", missed: 0 };
const at = (second) => ({ createdAt: `2026-02-05T13:11:${String(second).padStart(2, "0")}.000Z` });

test("created orders are listed newest first and counted", () => {
    const state = after(events("orders", orderRecord("created", "a", 1, at(1)), orderRecord("created", "b", 2, at(2))));
    expect(ids(state)).toEqual(["b", "a"]);
    expect(state.total).toBe(2);
});

test("an event that is not newer than what is held changes nothing", () => {
    const state = after(
        events("orders", orderRecord("created", "a", 5, { item: "new" })),
        events("orders", orderRecord("updated", "a", 5, { item: "same" })),
        events("orders", orderRecord("updated", "a", 4, { item: "old" })),
    );
    expect(state.byId.get("a").item).toBe("new");
});

test("what was deleted stays deleted, whatever comes late", () => {
    const state = after(
        events("orders", orderRecord("created", "a", 1), orderRecord("deleted", "a", 3)),
        events("orders", orderRecord("updated", "a", 2), orderRecord("updated", "a", 9)),
        { type: "orders.page", orders: [orderOf("a", { version: 1 })] },
    );
    expect(ids(state)).toEqual([]);
    expect(state.total).toBe(0);
});

test("a deletion of an order that is not held is counted once", () => {
    const state = after(
        snapshot([orderOf("a", { version: 1 })], { total: 500 }),
        events("orders", orderRecord("deleted", "old", 7)),
        events("orders", orderRecord("deleted", "old", 8)),
    );
    expect(state.total).toBe(499);
});

test("a retry and a redriven record never change the list", () => {
    const state = after(
        events("orders", orderRecord("created", "a", 1)),
        events(
            "orders",
            orderRecord("updated", "a", 9, { headers: { retryCount: "1" }, item: "retried" }),
            orderRecord("created", "b", 9, { headers: { "redrive-group": "notification-group" } }),
        ),
    );
    expect(ids(state)).toEqual(["a"]);
    expect(state.byId.get("a").item).toBe("Miso soup");
});

test("an event without a version, and one without an order, are passed over", () => {
    const odd = orderRecord("created", "x", 1);
    odd.value = { action: "created" };
    const text = { ...orderRecord("created", "y", 1), value: "not an object" };
    expect(ids(after(events("orders", orderRecord("created", "a", null), odd, text)))).toEqual([]);
});

test("a snapshot replaces the list, and its further frames add to it", () => {
    const state = after(
        events("orders", orderRecord("created", "gone", 1)),
        snapshot([orderOf("b", { version: 2, ...at(2) })], { last: false, total: 2 }),
        snapshot([orderOf("a", { version: 1, ...at(1) })], { total: 2 }),
    );
    expect(ids(state)).toEqual(["b", "a"]);
    expect([state.total, state.isLoaded]).toEqual([2, true]);
});

test("a snapshot that broke off is begun anew", () => {
    const state = after(
        snapshot([orderOf("a", { version: 1 })], { last: false }),
        { type: "subscribed", channel: "orders", cursor: "c" },
        snapshot([orderOf("b", { version: 1 })]),
    );
    expect(ids(state)).toEqual(["b"]);
});

test("deletions that come with a snapshot hold against later events", () => {
    const state = after(
        snapshot([orderOf("a", { version: 1 })], { deleted: [{ id: "b", version: 4 }] }),
        events("orders", orderRecord("updated", "b", 3), orderRecord("deleted", "b", 4)),
    );
    expect([ids(state), state.total]).toEqual([["a"], 1]);
});

test("a reset empties the list and forgets deletions", () => {
    const state = after(events("orders", orderRecord("created", "a", 1), orderRecord("deleted", "b", 2)), reset);
    expect([state.byId.size, state.deleted.size, state.isLoaded]).toEqual([0, 0, false]);
});

test("the answer to one's own command and its event are one order", () => {
    const state = after(
        { type: "order.applied", change: { action: "created", order: orderOf("a", { version: 7 }) } },
        events("orders", orderRecord("created", "a", 7)),
    );
    expect([ids(state), state.total]).toEqual([["a"], 1]);
});

test("one's own deletion is not counted again when its event comes", () => {
    const state = after(
        snapshot([orderOf("a", { version: 7 }), orderOf("b", { version: 8 })]),
        { type: "order.applied", change: { action: "deleted", order: { id: "a", version: 8 } } },
        events("orders", orderRecord("deleted", "a", 9)),
    );
    expect([ids(state), state.total]).toEqual([["b"], 1]);
});

test("a page adds older orders, and nothing older than what is held", () => {
    const state = after(events("orders", orderRecord("updated", "a", 5, { item: "new", ...at(9) })), {
        type: "orders.page",
        orders: [orderOf("a", { version: 4, item: "old" }), orderOf("b", { version: 1, ...at(1) })],
    });
    expect([ids(state), state.byId.get("a").item]).toEqual([["a", "b"], "new"]);
});

test("the list is bounded, and keeps the newest", () => {
    const many = Array.from({ length: HELD + 50 }, (_, index) =>
        orderRecord("created", `o${index}`, index, { createdAt: new Date(1_770_000_000_000 + index).toISOString() }),
    );
    const state = after(events("orders", ...many));
    expect([state.byId.size, state.total, newestFirst(state)[0].id]).toEqual([HELD, HELD + 50, `o${HELD + 49}`]);
});

test("the reducer does not change the state that it was given", () => {
    const before = after(events("orders", orderRecord("created", "a", 1)));
    ordersReducer(before, events("orders", orderRecord("created", "b", 2), orderRecord("deleted", "a", 3)));
    expect([[...before.byId.keys()], before.total, before.deleted.size]).toEqual([["a"], 1, 0]);
});
