import { KEPT, auditReducer } from "../state/audit.js";
import { AuditTail } from "../state/audit-tail.js";
import { EVERYTHING, linesOf } from "../state/audit-lines.js";
import { expect, test } from "./harness.js";
import { auditRecord, events, orderOf } from "./records.js";

const records = (from, to) => Array.from({ length: to - from }, (_, index) => auditRecord("created", `o${from + index}`));
const after = (...frames) => frames.reduce(auditReducer, undefined);
const orders = ({ entries }) => entries.map(({ value }) => value.orderId);

/** A frame of the live channel and the same records as a page of history. */
function streamOf(length) {
    const all = records(0, length);
    const frames = [];
    for (let at = 0; at < length; at += 500) frames.push({ ...events("audit", ...all.slice(at, at + 500)), cursor: at + 500 });
    const page = (cursor, limit = 1_000) => {
        const part = all.slice(cursor, cursor + limit);
        return { events: part, cursor: cursor + part.length, more: cursor + part.length < length };
    };
    return { all, frames, page };
}

test("a feed follows the page, and says how far it is behind while it does not", () => {
    const tail = new AuditTail();
    const { frames } = streamOf(1_500);
    const first = after(frames[0]);
    expect(tail.follow(first)).toBe(true);
    const later = frames.slice(1).reduce(auditReducer, first);
    expect(tail.behind(later)).toBe(1_000);
    expect(tail.entries.length).toBe(500);
    expect(tail.follow(later)).toBe(true);
    expect([tail.entries.length, tail.entries[0].value.orderId, tail.behind(later)]).toEqual([1_500, "o1499", 0]);
});

test("a feed that stopped for longer than the page remembers takes up where it stopped, from the gateway", () => {
    const length = KEPT + 2_500;
    const tail = new AuditTail();
    const { frames, page } = streamOf(length);
    let slice = after(frames[0]);
    tail.follow(slice);
    slice = frames.slice(1).reduce(auditReducer, slice);
    expect(tail.follow(slice)).toBe(false);
    let pages = 0;
    while (!tail.take(page(tail.cursor), slice)) pages += 1;
    expect(orders(tail)).toEqual(orders({ entries: [...tail.entries].sort((a, b) => b.time < a.time ? -1 : 1) }));
    expect([tail.entries.length, new Set(orders(tail)).size]).toEqual([length, length]);
    expect([tail.entries[0].value.orderId, tail.follow(slice), pages > 1]).toEqual([`o${length - 1}`, true, true]);
});

test("a page that does not reach what the page holds is followed by another", () => {
    const tail = new AuditTail();
    const { frames, page } = streamOf(KEPT + 2_000);
    tail.follow(after(frames[0]));
    const slice = after(...frames);
    // Read when less was there: nothing more behind it then, but by now there is.
    const early = { ...page(500, 200), more: false };
    expect(tail.take(early, slice)).toBe(false);
    expect(tail.cursor).toBe(700);
});

test("a feed holds the newest and says that there was more", () => {
    const tail = new AuditTail(800);
    tail.follow(after(...streamOf(1_000).frames));
    expect([tail.entries.length, tail.isFull, tail.entries.at(-1).value.orderId]).toEqual([800, true, "o200"]);
});

test("older events come behind those that are held, each once", () => {
    const tail = new AuditTail();
    const { all } = streamOf(20);
    tail.follow(after({ ...events("audit", ...all.slice(10)), cursor: 20 }));
    expect(tail.addOlder(all.slice(5, 12))).toBe(5);
    expect(orders(tail)).toEqual(all.slice(5).reverse().map(({ value }) => value.orderId));
});

test("a reset empties a feed", () => {
    const tail = new AuditTail();
    const slice = after(events("audit", ...records(0, 3)));
    tail.follow(slice);
    const empty = auditReducer(slice, { type: "gap", channel: "audit", reason: "reset" });
    expect([tail.follow(empty), tail.entries.length]).toEqual([true, 0]);
    tail.follow(auditReducer(empty, events("audit", ...records(7, 9))));
    expect(orders(tail)).toEqual(["o8", "o7"]);
});

function feedOf(...list) {
    const tail = new AuditTail();
    tail.follow(after(events("audit", ...list)));
    return (filter) => linesOf(tail.entries, { ...EVERYTHING, ...filter }, (entry) => tail.customerOf(entry));
}
const texts = (lines) => lines.map(({ action, times }) => (times > 1 ? `${action} × ${times}` : action));

test("a filter lets through what has source, action, order and customer; an order's outcome is its customer's too", () => {
    const lines = feedOf(
        auditRecord("created", "abc-1", { order: orderOf("abc-1", { customerName: "Ann" }) }),
        auditRecord("NOTIFIED", "abc-1", { source: "notification-service" }),
        auditRecord("created", "def-2", { order: orderOf("def-2", { customerName: "Bob" }) }),
    );
    expect(texts(lines({ action: "created" }))).toEqual(["created", "created"]);
    expect(texts(lines({ source: "notification-service" }))).toEqual(["NOTIFIED"]);
    expect(texts(lines({ order: " ABC" }))).toEqual(["NOTIFIED", "created"]);
    expect(texts(lines({ customer: "an" }))).toEqual(["NOTIFIED", "created"]);
    expect(texts(lines({ customer: "an", action: "created" }))).toEqual(["created"]);
    expect(texts(lines({ customer: "Cy" }))).toEqual([]);
});

test("statistics that follow one another are one line, unless they are asked for", () => {
    const actions = ["created", "STREAM_STATS", "STREAM_STATS", "RETRY", "STREAM_STATS"];
    const lines = feedOf(...actions.map((action) => auditRecord(action, "a")));
    expect(texts(lines({}))).toEqual(["STREAM_STATS", "RETRY", "STREAM_STATS × 2", "created"]);
    expect(texts(lines({ action: "STREAM_STATS" })).length).toBe(3);
    expect(lines({})[2]).toBe(lines({})[2]);
});
