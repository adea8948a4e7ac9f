import { outcomesReducer } from "../state/outcomes.js";
import { expect, test } from "./harness.js";
import { auditRecord, events } from "./records.js";

const outcome = (...records) => outcomesReducer(undefined, events("audit", ...records)).get("a");
const attempt = (action, retryCount) => auditRecord(action, "a", { retryCount });

test("a retry is shown until the outcome", () => {
    expect(outcome(attempt("RETRY", 0), attempt("RETRY", 1)).notification).toEqual({ action: "RETRY", retryCount: 1 });
    const ended = outcome(attempt("RETRY", 0), attempt("NOTIFIED", 1));
    expect(ended.notification).toEqual({ action: "NOTIFIED", retryCount: 1 });
});

test("a change begins anew, and keeps the fraud verdict", () => {
    const passed = auditRecord("FRAUD_CHECK_PASSED", "a");
    const state = outcome(attempt("DLQ", 2), passed, auditRecord("updated", "a"), attempt("RETRY", 0));
    expect(state).toEqual({ notification: { action: "RETRY", retryCount: 0 }, fraud: { severity: null } });
});

test("the gravest alert is the one shown", () => {
    const alerts = [{ severity: "LOW" }, { severity: "HIGH" }, { severity: "MEDIUM" }];
    expect(outcome(auditRecord("FRAUD_ALERT", "a", { alerts })).fraud).toEqual({ severity: "HIGH" });
});

test("statistics conclude nothing about an order", () => {
    const before = new Map();
    expect(outcomesReducer(before, events("audit", auditRecord("STREAM_STATS", "a")))).toBe(before);
});
