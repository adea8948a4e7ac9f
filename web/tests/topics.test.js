import { recordOf } from "../components/produce-form/draft.js";
import { MessageReader } from "../components/topic-messages/message-reader.js";
import { addressOfPlace, firstQuery, placeOf } from "../components/topic-messages/place.js";
import { searchOf } from "../components/topic-messages/search.js";
import { expect, test } from "./harness.js";

const record = (partition, offset, fields = {}) => ({
    partition,
    offset,
    timestamp: 1_000 * offset + partition,
    key: `key-${offset}`,
    headers: { source: "order-service" },
    value: { action: "created", retryCount: 0, order: { customerName: "Ann" } },
    ...fields,
});

const offsets = (reader) => reader.records.map(({ partition, offset }) => `${partition}/${offset}`).join(" ");

/** A gateway with one topic: `topic` are all of its records; `asked` is what was asked for. */
const topicOf = (...topic) => pagesOf(Infinity, topic);

/** The same, with pages that hold fewer records than were asked for: they are large. */
function pagesOf(most, topic) {
    const asked = [];
    const read = async (_, query) => {
        asked.push(query);
        let events = topic.filter(({ partition }) => query.partition === undefined || query.partition === null || partition === query.partition);
        if (query.key) events = events.filter(({ key }) => key === query.key);
        let begin = 0;
        if (query.offset) begin = events.findIndex(({ offset }) => offset >= query.offset);
        if (query.from?.startsWith?.("after ")) begin = Number(query.from.slice(6));
        if (query.last) begin = Math.max(0, events.length - query.last);
        events = events.slice(begin);
        const page = events.slice(0, Math.min(most, query.limit));
        return { events: page, cursor: `after ${begin + page.length}`, more: page.length < events.length };
    };
    return { read, asked };
}

const placed = (fields = {}) => ({ topic: "orders", partition: null, from: "newest", offset: 0, since: null, ...fields });

test("an address says where somebody looks, and is made of it", () => {
    for (const hash of [
        "#/topics/orders",
        "#/topics/orders/2",
        "#/topics/orders/2?from=offset&offset=120",
        "#/topics/audit?from=earliest&find=field&text=action%3DDLQ",
        "#/topics/audit?from=time&since=2026-02-05T13%3A11",
    ]) {
        expect(addressOfPlace(placeOf(hash))).toBe(hash);
    }
    expect(placeOf("#/topics/orders/x?from=nowhere&offset=-1")).toEqual({ ...placed(), find: "text", text: "" });
});

test("the first page is asked for from where the place is", () => {
    expect(firstQuery(placed(), 100)).toEqual({ partition: null, limit: 100, last: 100 });
    expect(firstQuery(placed({ from: "earliest" }), 100).from).toBe("earliest");
    expect(firstQuery(placed({ from: "offset", offset: 7 }), 100)).toEqual({ partition: 0, limit: 100, offset: 7 });
    expect(firstQuery(placed({ from: "time", since: "2026-02-05T13:11:00Z" }), 9).since).toBe("2026-02-05T13:11:00.000Z");
});

test("a search is done by the gateway where it can, and by the page in any case", () => {
    const one = record(0, 1);
    for (const [search, server, matches] of [
        [{ find: "text", text: "  " }, {}, true],
        [{ find: "text", text: "ann" }, {}, true],
        [{ find: "text", text: "order-service" }, {}, true],
        [{ find: "text", text: "bob" }, {}, false],
        [{ find: "key", text: "key-1" }, { key: "key-1" }, true],
        [{ find: "key", text: "key" }, { key: "key" }, false],
        [{ find: "field", text: "action = created" }, { "where.value.action": "created" }, true],
        [{ find: "field", text: "value.retryCount=0" }, { "where.value.retryCount": "0" }, true],
        [{ find: "field", text: 'retryCount="0"' }, { "where.value.retryCount": '"0"' }, false],
        [{ find: "field", text: "header.source: order-service" }, { "where.header.source": "order-service" }, true],
        [{ find: "field", text: "header.none=1" }, { "where.header.none": "1" }, false],
    ]) {
        const found = searchOf(search);
        expect(found.server).toEqual(server);
        expect(found.matches(one)).toBe(matches);
        expect(found.problem).toBe(null);
    }
    expect(searchOf({ find: "field", text: "nonsense" }).problem === null).toBe(false);
});

test("from the newest, older records are read partition by partition until each begins", async () => {
    const all = [0, 1].flatMap((partition) => Array.from({ length: 150 }, (_, offset) => record(partition, offset)));
    all.sort((one, other) => one.timestamp - other.timestamp);
    const { read } = topicOf(...all);
    const reader = new MessageReader(placed(), searchOf({}), () => 0, read);
    await reader.first();
    expect(reader.records.length).toBe(100);
    expect(reader.hasMore).toBe(true);
    for (let page = 0; reader.hasMore && page < 5; page += 1) await reader.more();
    expect(reader.records.length).toBe(300);
    expect(reader.hasMore).toBe(false);
    expect(offsets(reader).startsWith("0/0 1/0 0/1 1/1")).toBe(true);
});

test("the newest are all there when a page cannot hold them, and so are older ones", async () => {
    const all = Array.from({ length: 230 }, (_, offset) => record(0, offset));
    const { read } = pagesOf(30, all);
    const reader = new MessageReader(placed(), searchOf({}), () => 0, read);
    await reader.first();
    expect(offsets(reader)).toBe(all.slice(130).map(({ offset }) => `0/${offset}`).join(" "));
    for (let page = 0; reader.hasMore && page < 5; page += 1) await reader.more();
    expect(offsets(reader)).toBe(all.map(({ offset }) => `0/${offset}`).join(" "));
    expect(reader.looked).toBe(230);
});

test("older records end where the partition begins, not at offset 0", async () => {
    const { read, asked } = topicOf(...Array.from({ length: 100 }, (_, index) => record(0, 40 + index)));
    const reader = new MessageReader(placed(), searchOf({}), () => 40, read);
    await reader.first();
    expect(reader.hasMore).toBe(false);
    expect(asked.length).toBe(1);
});

test("from a place, further records are asked for with the cursor", async () => {
    const { read, asked } = topicOf(...Array.from({ length: 230 }, (_, offset) => record(0, offset)));
    const reader = new MessageReader(placed({ from: "earliest" }), searchOf({}), () => 0, read);
    await reader.first();
    await reader.more();
    await reader.more();
    expect(asked.map(({ from }) => from)).toEqual(["earliest", "after 100", "after 200"]);
    expect(reader.records.length).toBe(230);
    expect(reader.hasMore).toBe(false);
});

test("what the gateway filters is looked for further back by asking for more", async () => {
    const { read, asked } = topicOf(...Array.from({ length: 250 }, (_, offset) => record(0, offset, { key: "k" })));
    const reader = new MessageReader(placed(), searchOf({ find: "key", text: "k" }), () => 0, read);
    await reader.first();
    expect([reader.records.length, reader.hasMore]).toEqual([100, true]);
    await reader.more();
    expect([reader.records.length, reader.hasMore]).toEqual([250, false]);
    expect(asked.every(({ key }) => key === "k")).toBe(true);
});

test("a record that comes live stands once, in the order of time", async () => {
    const { read } = topicOf(record(0, 1));
    const reader = new MessageReader(placed(), searchOf({}), () => 1, read);
    await reader.first();
    reader.add(record(0, 2));
    reader.add(record(0, 2));
    expect(offsets(reader)).toBe("0/1 0/2");
});

test("a search that the gateway gave up says so", async () => {
    const read = async () => ({ events: [], cursor: "c", more: true, reason: "limit" });
    const reader = new MessageReader(placed(), searchOf({ find: "key", text: "k" }), () => 0, read);
    await reader.first();
    expect(reader.note).toBe("The gateway gave up the search after 50,000 records.");
});

test("a form is a record, or says what is wrong with it", () => {
    const form = (fields) => recordOf({ key: "", kind: "json", value: '{"a":1}', headers: "", ...fields });
    expect(form({})).toEqual({ record: { value: { a: 1 } } });
    expect(form({ key: "k", headers: "unit: C\ntag: a\ntag: b" })).toEqual({
        record: { key: "k", headers: { unit: "C", tag: ["a", "b"] }, value: { a: 1 } },
    });
    expect(form({ key: "k", kind: "tombstone" })).toEqual({ record: { key: "k", value: null } });
    expect(form({ kind: "text", value: "é" })).toEqual({ record: { value: "w6k=", encoding: "base64" } });
    expect(form({ kind: "tombstone" }).field).toBe("key");
    expect(form({ value: "{" }).field).toBe("value");
    expect(form({ headers: "unit" }).field).toBe("headers");
});
