import { KEPT, auditReducer } from "../state/audit.js";
import { deadLettersReducer } from "../state/dead-letters.js";
import { fraudReducer } from "../state/fraud.js";
import { toastsReducer } from "../state/toasts.js";
import { expect, test } from "./harness.js";
import { auditRecord, events, orderOf, orderRecord } from "./records.js";

const audit = (...actions) => actions.map((action) => auditRecord(action, "a"));
const shown = (entries) => entries.map(({ action }) => action);
const reset = (channel) => ({ type: "gap", channel, reason: "reset" });

test("the feed is newest first, and each entry has a number", () => {
    const first = auditReducer(undefined, events("audit", ...audit("created", "NOTIFIED")));
    const second = auditReducer(first, events("audit", ...audit("deleted")));
    expect(shown(second.entries)).toEqual(["deleted", "NOTIFIED", "created"]);
    expect([second.count, ...second.entries.map(({ number }) => number)]).toEqual([3, 3, 2, 1]);
});

test("the feed keeps the newest and no more", () => {
    const many = Array.from({ length: KEPT + 20 }, (_, index) => auditRecord("created", `o${index}`));
    const { entries, count } = auditReducer(undefined, events("audit", ...many));
    expect([entries.length, count, entries[0].value.orderId]).toEqual([KEPT, KEPT + 20, `o${KEPT + 19}`]);
});

test("a value that is no object is passed over", () => {
    const odd = [null, "text", 7].map((value) => ({ ...auditRecord("created", "a"), value }));
    expect(auditReducer(undefined, events("audit", ...odd)).entries.length).toBe(0);
});

test("each alert of a verdict is an entry of the fraud panel", () => {
    const alerts = [
        { type: "VELOCITY", severity: "HIGH", reason: "six" },
        { type: "AMOUNT", severity: "LOW", reason: "much" },
    ];
    const verdicts = [
        auditRecord("FRAUD_CHECK_PASSED", "b"),
        auditRecord("FRAUD_ALERT", "a", { customerName: "Ann", alerts }),
    ];
    const state = fraudReducer(undefined, events("audit", ...verdicts));
    expect(state.map(({ severity, type, customerName }) => [severity, type, customerName])).toEqual([
        ["LOW", "AMOUNT", "Ann"],
        ["HIGH", "VELOCITY", "Ann"],
    ]);
});

test("dead letters show their order, and those that nobody could parse their cause", () => {
    const letter = orderRecord("created", "a", 1);
    letter.value.reason = "Max retries exceeded";
    const poison = { ...orderRecord("x", "b", 1), value: { some: "thing" } };
    poison.headers["dlq-exception-message"] = "no action";
    const bytes = { ...orderRecord("x", "c", 1), value: "/wA=", encoding: "base64", key: null };
    const letters = deadLettersReducer(undefined, events("orders-dlq", letter, poison, bytes));
    expect(letters.map(({ orderId, reason }) => [orderId, reason])).toEqual([
        [null, "Could not be read"],
        ["b", "no action"],
        ["a", "Max retries exceeded"],
    ]);
    expect(letters[2].order).toEqual(orderOf("a"));
});

test("a reset empties what came from its channel", () => {
    const entries = auditReducer(undefined, events("audit", ...audit("created")));
    expect(auditReducer(entries, reset("orders"))).toBe(entries);
    const empty = auditReducer(entries, reset("audit"));
    expect([empty.entries.length, empty.cursor, empty.epoch]).toEqual([0, null, 1]);
});

test("toasts say the same thing once and are few", () => {
    const add = (state, text, id) => toastsReducer(state, { type: "toast.add", toast: { id, kind: "error", text } });
    const state = ["a", "b", "a", "c", "d", "e"].reduce(add, undefined);
    expect(state.map(({ text }) => text)).toEqual(["a", "c", "d", "e"]);
    expect(toastsReducer(state, { type: "toast.remove", id: 3 }).length).toBe(3);
});
