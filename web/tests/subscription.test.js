import { Subscription } from "../lib/subscription.js";
import { expect, test } from "./harness.js";
import { auditRecord, events, snapshot } from "./records.js";

test("a channel asks from where it was told first, then from its cursor", () => {
    const subscription = new Subscription("audit", { from: { last: 200 } });
    expect(subscription.request("s1").from).toEqual({ last: 200 });
    subscription.take({ type: "subscribed", channel: "audit", cursor: "c1" });
    subscription.take({ ...events("audit", auditRecord("created", "a")), cursor: "c2" });
    expect(subscription.request("s2")).toEqual({ type: "subscribe", id: "s2", channels: ["audit"], from: "c2" });
});

test("a channel with a state resumes only once its snapshot is whole", () => {
    const subscription = new Subscription("orders", { snapshot: true });
    subscription.take({ type: "subscribed", channel: "orders", cursor: "c1" });
    subscription.take(snapshot([], { last: false, cursor: "c1" }));
    expect(subscription.request("s1").from).toBe("latest");
    subscription.take(snapshot([], { cursor: "c1" }));
    expect(subscription.request("s2").from).toBe("c1");
});

test("after a reset it waits for the snapshot again", () => {
    const subscription = new Subscription("orders", { snapshot: true });
    subscription.take(snapshot([], { cursor: "c1" }));
    subscription.take({ type: "gap", channel: "orders", reason: "reset", cursor: "d1" });
    expect(subscription.request("s1").from).toBe("latest");
});

test("events seen before are dropped, by event id", () => {
    const subscription = new Subscription("audit");
    const [one, two] = [auditRecord("created", "a"), auditRecord("created", "b")];
    subscription.take(events("audit", one));
    const again = { ...one, offset: 999 };
    expect(subscription.take(events("audit", again, two)).events).toEqual([two]);
});

test("events without an id are told apart by their place", () => {
    const subscription = new Subscription("audit");
    const [one, two] = [1, 2].map((offset) => ({ partition: 0, offset, headers: {}, value: {} }));
    expect(subscription.take(events("audit", one, two, one)).events.length).toBe(2);
});
