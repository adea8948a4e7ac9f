import { Backoff } from "./backoff.js";
import { afterClose } from "./close-codes.js";
import { Emitter } from "./emitter.js";
import { Heartbeat } from "./heartbeat.js";
import { PendingRequests } from "./pending-requests.js";
import { Roster } from "./roster.js";
import { Subscription } from "./subscription.js";
import { uuid } from "./uuid.js";

/** Failed attempts in a row after which the client calls itself offline. It goes on trying. */
const PATIENCE = 5;

/** Milliseconds until a subscription that was refused (its snapshot needs Redis, say) is asked for again. */
const REFUSED_FOR = 2_000;

/** Refusals of a subscription that asking again does not mend. */
const REFUSED_FOR_GOOD = new Set(["channel.unknown", "subscription.limit"]);

const MAYBE_DONE = "The gateway did not answer in time. It may still be done: look before you try again.";

/**
 * A client of the gateway's WebSocket protocol `dojo.v1` (docs/protocol.md): reconnects with jittered backoff, resumes
 * each channel by its cursor, drops events seen before, sends again what was not answered.
 *
 *     const client = new GatewayClient("ws://127.0.0.1:3001/ws");
 *     client.on("events", ({ channel, events }) => …);
 *     client.subscribe("orders", { snapshot: true });
 *     client.connect();
 *     const order = await client.command("order.create", { customerName: "Ann", … });
 *
 * `on(type)`: "state" {status, instance, role, attempt, reason}, and the frames "welcome", "subscribed", "snapshot",
 * "events", "gap", "presence", "error" (one that answers no command or question), plus "reset" beside a gap of that
 * reason, and, for whoever has said hello, "people" {people: [{session, name, channels}], count} whenever somebody came
 * or went (`people` is null where there are too many to be named).
 */
export class GatewayClient {
    #url;
    #Socket;
    #socket = null;
    #timer = null;
    #name = null;
    #closed = true;
    #emitter = new Emitter();
    #subscriptions = new Map();
    #requests = new Map();
    #pending = new PendingRequests();
    #roster = new Roster();
    #heartbeat;
    #backoff;
    #lastId = 0;
    #state = { status: "connecting", instance: null, role: null, attempt: 0, reason: null };

    constructor(url, { Socket = WebSocket, backoff = new Backoff(), heartbeat = new Heartbeat() } = {}) {
        this.#url = url;
        this.#Socket = Socket;
        this.#backoff = backoff;
        this.#heartbeat = heartbeat;
    }

    on(type, listener) {
        return this.#emitter.on(type, listener);
    }

    get state() {
        return this.#state;
    }

    /** Connects, if it is not connected or about to be. */
    connect() {
        this.#closed = false;
        this.#stopWaiting();
        if (this.#socket) return;
        const socket = new this.#Socket(this.#url, "dojo.v1");
        this.#socket = socket;
        socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
        socket.onclose = ({ code, reason }) => socket === this.#socket && this.#lost(code, reason);
    }

    /** Makes the next attempt now, if one is waited for. */
    retry() {
        if (this.#timer !== null) this.connect();
    }

    close() {
        this.#closed = true;
        this.#stopWaiting();
        this.#socket?.close(1000);
        if (this.#socket) this.#lost(1000, "");
    }

    /** Options: `from` as in the protocol, for the first time; `snapshot: true` for a channel that has a state. */
    subscribe(channel, options) {
        const subscription = new Subscription(channel, options);
        this.#subscriptions.set(channel, subscription);
        if (this.#isReady) this.#request(subscription);
    }

    /** Follows a channel no longer, and forgets its place. */
    unsubscribe(channel) {
        this.#requests.delete(channel);
        if (!this.#subscriptions.delete(channel) || !this.#isReady) return;
        this.#send({ type: "unsubscribe", id: `u${++this.#lastId}`, channels: [channel] });
    }

    /** Begins a channel anew, with its snapshot if it has one. */
    resubscribe(channel) {
        const subscription = this.#subscriptions.get(channel);
        subscription?.restart();
        if (subscription && this.#isReady) this.#request(subscription);
    }

    /**
     * Resolves with the result's data or rejects with a GatewayError. Options: `timeout` (ms), `idempotencyKey`, `changes`
     * (whether it does something to anybody: then one without an answer may have been done).
     */
    command(name, data, { timeout, idempotencyKey = uuid(), changes = true } = {}) {
        return this.#ask({ type: "command", name, data, idempotencyKey }, { timeout, unanswered: changes ? MAYBE_DONE : undefined });
    }

    /**
     * One page of a channel's past, `{events, cursor, more}`, beside what is subscribed to. `query` has `partition`,
     * `from`, `limit`, `keys` and `where` as in the protocol; give the cursor back as `from` for the next page.
     *
     *     const { events } = await client.history("audit", { from: { last: 20 }, where: { "value.action": "DLQ" } });
     */
    history(channel, query = {}, { timeout = 15_000 } = {}) {
        return this.#ask({ ...query, type: "history", channel }, { timeout });
    }

    /**
     * Writes a record, `{key, value, headers}`, where the channel lets one; resolves with `{partition, offset, eventId}`
     * once Kafka has it. One that was not answered is sent again after a reconnect, with the same event id.
     */
    publish(channel, record, { timeout = 15_000, idempotencyKey = uuid() } = {}) {
        return this.#ask({ ...record, type: "publish", channel, idempotencyKey }, { timeout });
    }

    /** Who this is, for the others' presence list; said again after every reconnect. */
    hello(name) {
        const isNews = name !== this.#name;
        this.#name = name;
        if (isNews && this.#isReady) this.#send({ type: "hello", name });
    }

    get #isReady() {
        return this.#state.status === "connected";
    }

    #ask(message, options) {
        return this.#pending.add(message, options, (text) => this.#isReady && this.#send(text));
    }

    #send(message) {
        this.#socket.send(JSON.stringify(message));
        return true;
    }

    #request(subscription) {
        const id = `s${++this.#lastId}`;
        this.#requests.set(subscription.channel, id);
        this.#send(subscription.request(id));
    }

    /** A subscription that could not begin is begun anew, unless something else has asked for it since. */
    #refused({ id, code }) {
        const [channel] = [...this.#requests].find(([, request]) => request === id) ?? [];
        if (channel === undefined || REFUSED_FOR_GOOD.has(code)) return;
        setTimeout(() => this.#requests.get(channel) === id && this.resubscribe(channel), REFUSED_FOR);
    }

    #receive(frame) {
        this.#heartbeat.heard();
        if (frame.type === "pong") return;
        if (frame.type === "welcome") this.#welcomed(frame);
        if ((frame.type === "result" || frame.type === "error") && this.#pending.settle(frame)) return;
        if (frame.type === "error") this.#refused(frame);
        const taken = this.#subscriptions.get(frame.channel)?.take(frame) ?? frame;
        this.#emitter.emit(taken.type, taken);
        if (taken.type === "presence") this.#emitter.emit("people", this.#roster.take(taken));
        if (taken.type === "gap" && taken.reason === "reset") this.#emitter.emit("reset", taken);
    }

    #welcomed({ instance, role }) {
        this.#backoff.reset();
        this.#heartbeat.start(() => this.#send({ type: "ping" }), () => this.#abandon());
        this.#become({ status: "connected", instance, role, attempt: 0, reason: null });
        this.#roster.clear();
        if (this.#name) this.#send({ type: "hello", name: this.#name });
        for (const subscription of this.#subscriptions.values()) this.#request(subscription);
        this.#pending.sendAll((message) => this.#send(message));
    }

    /** A socket that no longer answers may take minutes to close: leave it and make another. */
    #abandon() {
        const socket = this.#socket;
        this.#lost(4100, "no answer");
        socket.close();
    }

    #lost(code, reason) {
        const wasConnected = this.#isReady;
        this.#socket = null;
        this.#heartbeat.stop();
        const next = afterClose(code);
        if (this.#closed || next === "stay") return this.#become({ status: "offline", reason: reason || null });
        // "At once" is for a gateway that hands its clients over; one that was never reached is waited for.
        const wait = next === "return at once" && wasConnected ? 0 : this.#backoff.next();
        const attempt = this.#backoff.attempts;
        this.#become({ status: attempt > PATIENCE ? "offline" : "reconnecting", attempt, reason: reason || null });
        this.#timer = setTimeout(() => this.connect(), wait);
    }

    #stopWaiting() {
        clearTimeout(this.#timer);
        this.#timer = null;
    }

    #become(change) {
        this.#state = { ...this.#state, ...change };
        this.#emitter.emit("state", this.#state);
    }
}
