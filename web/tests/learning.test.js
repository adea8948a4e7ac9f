import { hides, learningReducer, untold, visible } from "../state/learning.js";
import { expect, test } from "./harness.js";
import { auditRecord, events, orderRecord } from "./records.js";

const reduced = (actions, state) => actions.reduce((held, action) => learningReducer(held, action, 5_000), state);
const toldOf = (since, seen = {}) => ({ type: "learning.told", learning: { since, seen } });
const after = (...actions) => reduced([toldOf(1), ...actions, { type: "learning.looked" }]);
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
    expect(state.seen.times.said).toBe("notification 410 ms + analytics 200 ms = 610 ms.");
    expect(seen(after({ type: "order.refused", code: "order.invalid", message: "no" }))).toEqual([]);
    expect(seen(after({ type: "order.refused", code: "sync.dependency", message: "no" }))).toEqual(["refused"]);
});

test("what was seen stays seen over a reload, until the room begins anew", () => {
    const recalled = { type: "learning.recalled", since: 7, seen: { retry: { said: "seen before", at: 8 } } };
    const start = (...actions) => seen(reduced([{ type: "start" }, recalled, ...actions]));
    expect(start(toldOf(7, { record: 9 }))).toEqual(["retry"]);
    expect(start(toldOf(70))).toEqual([]);
    expect(start(system({ learning: { since: 70, seen: {} } }))).toEqual([]);
    expect(start(toldOf(7), { type: "gap", channel: "orders", reason: "reset" })).toEqual([]);
});

test("what a page is sent from before the room began counts for nothing", () => {
    const old = events("orders", on(0, { ...orderRecord("created", "a", 1), timestamp: 99 }));
    const looked = { type: "learning.looked" };
    expect(seen(reduced([old, toldOf(100), looked]))).toEqual([]);
    expect(seen(reduced([old, toldOf(99), looked]))).toEqual(["record"]);
    expect(seen(reduced([toldOf(99), old, looked, toldOf(100), looked]))).toEqual([]);
    expect(seen(reduced([old, looked]))).toEqual([]);
});

test("a page shows what it has seen, and what others in the room have", () => {
    const state = after(events("orders", on(0, orderRecord("created", "a", 1))), toldOf(1, { retry: 4_000 }));
    const shown = visible(state, null);
    expect(Object.keys(shown).sort()).toEqual(["record", "retry"]);
    expect(shown.retry).toEqual({ said: null, at: 4_000 });
    expect(shown.record.at).toBe(5_000);
    expect(untold(state)).toEqual(["record"]);
    expect(untold(reduced([toldOf(1, { record: 4_500 })], state))).toEqual([]);
});

test("what was seen while a drill waits to be found is shown when it was found", () => {
    const sync = [{ service: "notification", ms: 410 }];
    const ordered = { type: "order.applied", change: { action: "created", order: { id: "a", version: 1, sync } } };
    // This machine's clock is 1,000 ms behind the gateway's.
    const state = after(system({ time: 6_000 }), ordered, toldOf(1, { retry: 5_500 }));
    const drill = { state: "running", startedAt: 5_900, foundAt: null };
    expect(Object.keys(visible(state, drill))).toEqual(["retry"]);
    expect(Object.keys(visible(state, { ...drill, startedAt: 6_001 })).sort()).toEqual(["retry", "times"]);
    expect(Object.keys(visible(state, { ...drill, foundAt: 7_000 })).sort()).toEqual(["retry", "times"]);
    expect([hides(null), hides(drill), hides({ ...drill, state: "over" })]).toEqual([false, true, false]);
});

test("records wait to be looked at, but not without end, and news are seen at once", () => {
    const one = events("orders", on(0, orderRecord("created", "a", 1)));
    const waiting = reduced([toldOf(1), one]);
    expect(seen(waiting)).toEqual([]);
    expect(seen(learningReducer(waiting, { type: "order.refused", code: "sync.dependency", message: "no" }))).toEqual(["record", "refused"]);
    const many = events("orders", ...Array.from({ length: 2_000 }, (_, number) => on(0, orderRecord("created", `o${number}`, 1))));
    expect(seen(learningReducer(waiting, many))).toEqual(["record"]);
});
