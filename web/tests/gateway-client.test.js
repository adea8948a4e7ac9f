import { Backoff } from "../lib/backoff.js";
import { afterClose } from "../lib/close-codes.js";
import { GatewayClient } from "../lib/gateway-client.js";
import { Heartbeat } from "../lib/heartbeat.js";
import { expect, test, until } from "./harness.js";
import { auditRecord, events } from "./records.js";

/** A socket that the test speaks through. */
function fakeGateway({ heartbeat = new Heartbeat(10_000) } = {}) {
    const sockets = [];
    class FakeSocket {
        sent = [];
        constructor() {
            sockets.push(this);
        }
        send(text) {
            this.sent.push(JSON.parse(text));
        }
        close(code = 1005) {
            this.onclose({ code, reason: "" });
        }
        say(frame) {
            this.onmessage({ data: JSON.stringify(frame) });
        }
        welcome() {
            this.say({ type: "welcome", instance: "gateway-1", role: "participant" });
        }
    }
    const client = new GatewayClient("ws://fake/ws", {
        Socket: FakeSocket,
        backoff: new Backoff({ first: 1, limit: 4 }),
        heartbeat,
    });
    const states = [];
    client.on("state", ({ status }) => states.at(-1) !== status && states.push(status));
    const sentOf = (socket, type) => socket.sent.filter((message) => message.type === type);
    return { client, sockets, states, sentOf };
}

test("close codes say whether to come back", () => {
    expect([4000, 4099, 4100, 4200, 4299, 1006].map(afterClose)).toEqual([
        "stay",
        "stay",
        "return later",
        "return at once",
        "return at once",
        "return later",
    ]);
});

test("waits double, are bounded and drawn", () => {
    const waits = (random) => {
        const backoff = new Backoff({ first: 100, limit: 1_000, random: () => random });
        return Array.from({ length: 6 }, () => backoff.next());
    };
    expect(waits(1)).toEqual([100, 200, 400, 800, 1000, 1000]);
    expect(waits(0)).toEqual([50, 100, 200, 400, 500, 500]);
});

test("it subscribes when welcomed and resumes by cursor after a reconnect", async () => {
    const { client, sockets, states, sentOf } = fakeGateway();
    client.subscribe("audit", { from: { last: 200 } });
    client.connect();
    sockets[0].welcome();
    sockets[0].say({ ...events("audit", auditRecord("created", "a")), cursor: "c7" });
    sockets[0].close(1006);
    await until(() => sockets.length === 2, "it connects again");
    sockets[1].welcome();
    expect(sockets.map((socket) => sentOf(socket, "subscribe")[0].from)).toEqual([{ last: 200 }, "c7"]);
    expect(states).toEqual(["connected", "reconnecting", "connected"]);
    client.close();
});

test("it does not come back when it is told not to", () => {
    const { client, sockets, states } = fakeGateway();
    client.connect();
    sockets[0].welcome();
    sockets[0].close(4001);
    expect([sockets.length, states]).toEqual([1, ["connected", "offline"]]);
    client.close();
});

test("a gateway that cannot be reached makes it offline, but it goes on trying", async () => {
    const { client, sockets, states } = fakeGateway();
    client.connect();
    while (states.at(-1) !== "offline") {
        const tried = sockets.length;
        sockets.at(-1).close(1006);
        await until(() => sockets.length > tried, "it tries again");
    }
    sockets.at(-1).welcome();
    expect(states).toEqual(["reconnecting", "offline", "connected"]);
    client.close();
});

test("a command resolves with its result and rejects with its error", async () => {
    const { client, sockets } = fakeGateway();
    client.connect();
    sockets[0].welcome();
    const [good, bad] = [client.command("order.create", { item: "x" }), client.command("order.create", {})];
    const [first, second] = sockets[0].sent;
    expect([first.type, first.name, first.data]).toEqual(["command", "order.create", { item: "x" }]);
    expect(first.idempotencyKey.length).toBe(36);
    sockets[0].say({ type: "result", id: first.id, data: { id: "o1" } });
    const details = [{ field: "item", message: "is required" }];
    sockets[0].say({ type: "error", id: second.id, code: "order.invalid", message: "No.", details });
    expect((await good).id).toBe("o1");
    const error = await bad.catch((reason) => reason);
    expect([error.code, error.message, error.details]).toEqual(["order.invalid", "No.", details]);
    client.close();
});

test("an unanswered command is sent again after a reconnect, under the same key", async () => {
    const { client, sockets, sentOf } = fakeGateway();
    client.connect();
    sockets[0].welcome();
    const answer = client.command("order.delete", { id: "a" });
    sockets[0].close(1006);
    await until(() => sockets.length === 2, "it connects again");
    sockets[1].welcome();
    const [first, second] = sockets.map((socket) => sentOf(socket, "command")[0]);
    expect(second).toEqual(first);
    sockets[1].say({ type: "result", id: first.id, data: { id: "a" } });
    expect(await answer).toEqual({ id: "a" });
    client.close();
});

test("a command has a deadline, and says whether it was sent", async () => {
    const { client, sockets } = fakeGateway();
    client.connect();
    const unsent = await client.command("order.create", {}, { timeout: 5 }).catch(({ code }) => code);
    sockets[0].welcome();
    const unanswered = await client.command("order.create", {}, { timeout: 5 }).catch(({ code }) => code);
    expect([unsent, unanswered]).toEqual(["client.unreachable", "client.timeout"]);
    client.close();
});

test("only what does something may have been done without an answer", async () => {
    const { client, sockets } = fakeGateway();
    client.connect();
    sockets[0].welcome();
    const said = (options) => client.command("any", {}, { timeout: 5, ...options }).catch(({ message }) => message);
    expect((await said({})).includes("may still be done")).toBe(true);
    expect(await said({ changes: false })).toBe("The gateway did not answer in time.");
});

test("gap and reset are told, and events seen before are not", () => {
    const { client, sockets } = fakeGateway();
    const told = [];
    for (const type of ["gap", "reset"]) client.on(type, ({ reason }) => told.push(`${type} ${reason}`));
    client.on("events", (frame) => told.push(frame.events.length));
    client.subscribe("audit");
    client.connect();
    sockets[0].welcome();
    const frame = events("audit", auditRecord("created", "a"), auditRecord("created", "b"));
    sockets[0].say(frame);
    sockets[0].say(frame);
    sockets[0].say({ type: "gap", channel: "audit", reason: "overrun", missed: 3, cursor: "c" });
    sockets[0].say({ type: "gap", channel: "audit", reason: "reset", missed: 0, cursor: "d" });
    expect(told).toEqual([2, 0, "gap overrun", "gap reset", "reset reset"]);
    client.close();
});

test("a connection that has gone silent is left for a new one", async () => {
    const heartbeat = new Heartbeat(60_000);
    const { client, sockets, sentOf } = fakeGateway({ heartbeat });
    client.connect();
    sockets[0].welcome();
    const asked = () => sentOf(sockets[0], "ping").length;
    heartbeat.tick();
    expect(asked()).toBe(1);
    sockets[0].say({ type: "pong" });
    heartbeat.tick();
    expect(asked()).toBe(1);
    heartbeat.tick();
    expect(asked()).toBe(2);
    heartbeat.tick();
    await until(() => sockets.length === 2, "it gives up");
    client.close();
});

test("history is asked for and answered beside the subscription", async () => {
    const { client, sockets, sentOf } = fakeGateway();
    client.connect();
    sockets[0].welcome();
    const asked = client.history("audit", { from: { last: 2 }, where: { "value.action": "DLQ" } });
    const [{ id, ...message }] = sentOf(sockets[0], "history");
    expect(message).toEqual({
        from: { last: 2 },
        where: { "value.action": "DLQ" },
        type: "history",
        channel: "audit",
    });
    sockets[0].say({ type: "result", id, data: { events: [], cursor: "c", more: false } });
    expect((await asked).cursor).toBe("c");
    const busy = client.history("audit");
    sockets[0].say({ type: "error", id: sentOf(sockets[0], "history")[1].id, code: "history.busy", retryAfterMs: 100 });
    const error = await busy.catch((error) => error);
    expect([error.code, error.retryAfterMs]).toEqual(["history.busy", 100]);
    client.close();
});

test("it says who this is after every reconnect, and tells who is there", async () => {
    const { client, sockets, sentOf } = fakeGateway();
    const told = [];
    client.on("people", ({ people, count }) => told.push([people.map(({ name }) => name), count]));
    const ann = { session: "1", name: "Ann", channels: [] };
    const bob = { session: "2", name: "Bob", channels: [] };
    client.hello("Ann");
    client.connect();
    sockets[0].welcome();
    sockets[0].say({ type: "presence", joined: [ann], left: [], count: 1 });
    sockets[0].say({ type: "presence", joined: [bob], left: [ann], count: 1 });
    sockets[0].close(1006);
    await until(() => sockets.length === 2, "it connects again");
    sockets[1].welcome();
    sockets[1].say({ type: "presence", joined: [{ ...ann, session: "3" }], left: [], count: 1 });
    expect(told).toEqual([[["Ann"], 1], [["Bob"], 1], [["Ann"], 1]]);
    expect(sockets.map((socket) => sentOf(socket, "hello").length)).toEqual([1, 1]);
    client.close();
});

test("what is published and not answered is sent again with the same key", async () => {
    const { client, sockets, sentOf } = fakeGateway();
    client.connect();
    sockets[0].welcome();
    const asked = client.publish("readings", { key: "k", value: { celsius: 21.5 } });
    sockets[0].close(4200);
    await until(() => sockets.length === 2, "it connects again");
    sockets[1].welcome();
    const [[first], [second]] = sockets.map((socket) => sentOf(socket, "publish"));
    expect(second).toEqual(first);
    expect([first.channel, first.key, first.value.celsius, first.idempotencyKey.length]).toEqual([
        "readings",
        "k",
        21.5,
        36,
    ]);
    sockets[1].say({ type: "result", id: second.id, data: { partition: 0, offset: 7 } });
    expect((await asked).offset).toBe(7);
    client.close();
});
