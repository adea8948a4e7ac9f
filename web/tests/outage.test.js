import { outageNote } from "../lib/outage.js";
import { reduce } from "../state/store.js";
import { expect, test } from "./harness.js";

const connected = { type: "connection", connection: { status: "connected" } };
const readiness = (troubles) => ({ type: "readiness", data: { ready: false, instance: "gateway-1", troubles } });
const noteAfter = (...actions) => outageNote(actions.reduce(reduce, undefined));

test("what is away is said, with what it means for orders", () => {
    expect(noteAfter(connected)).toBe(null);
    expect(noteAfter(connected, readiness({}))).toBe(null);
    const kafka = noteAfter(connected, readiness({ kafka: "the broker does not answer" }));
    expect(kafka.startsWith("Kafka is away. Orders are still taken")).toBe(true);
    const redis = "Redis cannot be used: connection refused";
    expect(noteAfter(connected, readiness({ redis }))).toBe(
        "Redis cannot be used. Orders can be neither placed nor changed until that is mended.");
    expect(noteAfter(connected, readiness({ redis, kafka: "no" })).includes("Kafka is away, too.")).toBe(true);
    const gone = noteAfter(connected, readiness({ kafka: "no", broker: "changes are refused" }));
    expect(gone).toBe("Kafka is gone and is being started anew. Until then orders are refused.");
});

test("other troubles are no outage, and while the page is not connected it says only that", () => {
    expect(noteAfter(connected, readiness({ "channel orders-dlq": "there is no such topic" }))).toBe(null);
    expect(noteAfter(connected, readiness({ kafka: "no" }), { type: "connection", connection: { status: "offline" } })).toBe(null);
});

test("it ends when the gateway says that all is well", () => {
    expect(noteAfter(connected, readiness({ kafka: "no" }), readiness({}))).toBe(null);
});
