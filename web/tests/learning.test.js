import { learningReducer } from "../state/learning.js";
import { expect, test } from "./harness.js";
import { auditRecord, events, orderRecord } from "./records.js";

const after = (...actions) => [...actions, { type: "learning.looked" }].reduce(learningReducer, undefined);
const seen = (state) => Object.keys(state.seen).sort();

const on = (partition, record) => ({ ...record, partition });
const system = (fields = {}) => ({ type: "system", data: { time: 1_770_297_077_406, instances: [], groups: [], ...fields } });
const worker = (id, service, partitions, fields = {}) => ({
    id, service, state: "running", partitions: partitions.map((partition) => ({ topic: "orders", partition })), ...fields,
});
const group = (name, ...owners) => ({
    name, partitions: owners.map((instance, partition) => ({ topic: "orders", partition, instance, lag: 0 })),
});

test("nothing is ticked off before it was seen", () => {
    expect(seen(after({ type: "start" }))).toEqual([]);
});

test("one order is a record; two on other partitions are spread", () => {
    const one = events("orders", on(0, orderRecord("created", "a", 1)));
    expect(seen(after(one))).toEqual(["record"]);
    expect(seen(after(one, events("orders", on(2, orderRecord("created", "b", 2)))))).toEqual(["record", "spread"]);
});

test("a change on the same partition counts, one on another does not", () => {
    const created = events("orders", on(1, orderRecord("created", "a", 1)));
    const changed = (partition) => events("orders", on(partition, orderRecord("updated", "a", 2)));
    expect(seen(after(created, changed(1)))).toEqual(["record", "samePartition"]);
    expect(seen(after(created, changed(2)))).toEqual(["record"]);
});

test("a retry that helped is told from one that did not", () => {
    const failed = events("audit", auditRecord("RETRY", "a", { instanceId: "notification-1", retryCount: 0 }));
    expect(seen(after(failed))).toEqual(["retry"]);
    const helped = events("audit", auditRecord("NOTIFIED", "a", { instanceId: "notification-1", retryCount: 1 }));
    expect(seen(after(failed, helped))).toEqual(["retry", "retryHelped"]);
});

test("a redriven order that is notified has recovered", () => {
    const state = after(
        events("audit", auditRecord("DLQ", "a", { retryCount: 2 })),
        events("orders", orderRecord("created", "a", 1, { headers: { "redrive-group": "notification-group" } })),
        events("audit", auditRecord("NOTIFIED", "a", { instanceId: "notification-2", retryCount: 0 })),
    );
    expect(seen(state)).toEqual(["letter", "record", "recovered", "redriven"]);
});

test("four instances for three partitions: three are busy, one is idle", () => {
    const busy = [0, 1, 2].map((partition) => worker(`fraud-${partition + 1}`, "fraud", [partition]));
    expect(seen(after(system({ instances: busy })))).toEqual(["three"]);
    const idle = worker("fraud-4", "fraud", [], { idle: "There are more instances than partitions." });
    expect(seen(after(system({ instances: [...busy, idle] })))).toEqual(["idle", "three"]);
});

test("a partition has moved when another owns it, not when nobody does for a while", () => {
    const first = system({ groups: [group("fraud-group", "fraud-1")] });
    const none = system({ groups: [group("fraud-group", null)] });
    expect(seen(after(first, none, first))).toEqual([]);
    expect(seen(after(first, none, system({ groups: [group("fraud-group", "fraud-2")] })))).toEqual(["moved"]);
});

test("without Kafka: what the calls took, and the refusal", () => {
    const sync = [{ service: "notification", ms: 410 }, { service: "analytics", ms: 200 }];
    const state = after({ type: "order.applied", change: { action: "created", order: { id: "a", version: 1, sync } } });
    expect(state.seen.times).toBe("notification 410 ms + analytics 200 ms = 610 ms.");
    expect(seen(after({ type: "order.refused", code: "order.invalid", message: "no" }))).toEqual([]);
    expect(seen(after({ type: "order.refused", code: "sync.dependency", message: "no" }))).toEqual(["refused"]);
});

test("what was seen stays seen, over a reload and a reset, until somebody starts over", () => {
    const recalled = { type: "learning.recalled", seen: { retry: "seen yesterday" } };
    const reset = { type: "gap", channel: "orders", reason: "reset" };
    expect(seen(after({ type: "start" }, recalled, reset))).toEqual(["retry"]);
    expect(seen(after(recalled, { type: "learning.forgotten" }))).toEqual([]);
});

test("records wait to be looked at, but not without end, and news are seen at once", () => {
    const one = events("orders", on(0, orderRecord("created", "a", 1)));
    const waiting = learningReducer(undefined, one);
    expect(seen(waiting)).toEqual([]);
    expect(seen(learningReducer(waiting, { type: "order.refused", code: "sync.dependency", message: "no" }))).toEqual(["record", "refused"]);
    const many = events("orders", ...Array.from({ length: 2_000 }, (_, number) => on(0, orderRecord("created", `o${number}`, 1))));
    expect(seen(learningReducer(waiting, many))).toEqual(["record"]);
});
