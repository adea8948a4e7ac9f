import { ALL_ORDERS, ordersThatPass } from "../state/order-filter.js";
import { expect, test } from "./harness.js";
import { orderOf } from "./records.js";

const created = Date.parse("2026-02-05T13:11:17.406Z");
const orders = [
    orderOf("aa-1", { customerName: "Ann", item: "Miso soup", version: created }),
    orderOf("bb-2", { customerName: "Bob", item: "Rice", version: created + 5 }),
    orderOf("cc-3", { customerName: "Cy", item: "Tea", version: created }),
];
const outcomes = new Map([
    ["aa-1", { notification: { action: "NOTIFIED" }, fraud: { severity: "LOW" } }],
    ["bb-2", { notification: { action: "DLQ" }, fraud: { severity: null } }],
]);
const ids = (filter) => ordersThatPass(orders, outcomes, { ...ALL_ORDERS, ...filter }).map(({ id }) => id);

test("orders are found by customer, item and the beginning of their id", () => {
    expect(ids({ text: "an" })).toEqual(["aa-1"]);
    expect(ids({ text: " RICE " })).toEqual(["bb-2"]);
    expect(ids({ text: "cc-" })).toEqual(["cc-3"]);
    expect(ids({ text: "nothing" })).toEqual([]);
});

test("orders are found by whether they were changed and by what became of them", () => {
    expect(ids({ status: "changed" })).toEqual(["bb-2"]);
    expect(ids({ status: "new" })).toEqual(["aa-1", "cc-3"]);
    expect(ids({ outcome: "notified" })).toEqual(["aa-1"]);
    expect(ids({ outcome: "given-up" })).toEqual(["bb-2"]);
    expect(ids({ outcome: "waiting" })).toEqual(["cc-3"]);
    expect(ids({ outcome: "suspected" })).toEqual(["aa-1"]);
    expect(ids({ outcome: "retrying", text: "ann" })).toEqual([]);
});

test("without a filter it is the same list", () => {
    expect(ordersThatPass(orders, outcomes, ALL_ORDERS)).toBe(orders);
});
