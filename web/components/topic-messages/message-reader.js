import { readRecords } from "../../actions/topics.js";
import { firstQuery } from "./place.js";

/** Records asked for at once, and at most held. */
export const PAGE = 100;
export const HELD = 5_000;

/** More than so many the gateway does not search back for at once. */
const SEARCHED_BACK = 1_000;

export const idOf = ({ partition, offset }) => `${partition}/${offset}`;

const byTime = (one, other) =>
    one.timestamp - other.timestamp || one.partition - other.partition || one.offset - other.offset;

/**
 * The records of one place of a topic, in the order of time: the first page, and further ones when they are asked for.
 * From the newest, further means older; from anywhere else it means newer.
 */
export class MessageReader {
    #place;
    #search;
    #begins;
    #read;
    #stopped = new AbortController();
    #cursor = null;
    #back = PAGE;
    #records = new Map();
    #lowest = new Map();

    /** How many records were looked at, whether there is more to be had, and what is to be known about it. */
    looked = 0;
    hasMore = false;
    note = null;

    /** `begins(partition)`: its first offset, or undefined; `read` is for tests. */
    constructor(place, search, begins = () => undefined, read = readRecords) {
        this.#place = place;
        this.#search = search;
        this.#begins = begins;
        this.#read = read;
    }

    get isNewest() {
        return this.#place.from === "newest";
    }

    /** In the order of time. */
    get records() {
        return [...this.#records.values()].sort(byTime);
    }

    stop() {
        this.#stopped.abort();
    }

    async first() {
        const query = { ...firstQuery(this.#place, PAGE), ...this.#search.server };
        if (!this.isNewest) return this.#take(await this.#ask(query));
        const came = await this.#takeNewest(query, PAGE);
        this.hasMore = this.#hasOlder(came);
    }

    /** One page more. */
    async more() {
        this.note = null;
        if (!this.isNewest) return this.#take(await this.#ask({ ...this.#onward(), ...this.#search.server }));
        return Object.keys(this.#search.server).length > 0 ? this.#further() : this.#older();
    }

    /** A record that has just been written. */
    add(record) {
        this.#keep([record]);
    }

    #onward() {
        const query = { limit: PAGE, from: this.#cursor };
        const partition = this.#place.partition ?? (this.#place.from === "offset" ? 0 : null);
        return partition === null ? query : { ...query, partition };
    }

    /** With a filter only the gateway knows what is older: more is asked for. */
    async #further() {
        this.#back = Math.min(SEARCHED_BACK, this.#back * 3);
        const query = { ...firstQuery(this.#place, this.#back), ...this.#search.server };
        const held = this.#records.size;
        await this.#takeNewest(query, this.#back);
        this.hasMore = this.#records.size > held && this.#back < SEARCHED_BACK && this.#records.size >= this.#back;
        if (this.#back === SEARCHED_BACK) this.note ??= "Older ones are found from an offset or a time.";
    }

    /** Each partition is read from before what is held of it. */
    async #older() {
        let came = 0;
        for (const [partition, lowest] of [...this.#lowest]) {
            const first = this.#begins(partition) ?? 0;
            const offset = Math.max(first, lowest - PAGE);
            if (offset >= lowest) continue;
            for await (const { events } of this.#pages({ partition, offset, limit: lowest - offset })) {
                const older = events.filter((event) => event.offset < lowest);
                this.looked += older.length;
                came += older.length;
                this.#keep(older);
                if (events.length > 0 && events.at(-1).offset >= lowest - 1) break;
            }
            // What has no record any more was compacted or has expired: do not ask for it for ever.
            this.#lowest.set(partition, offset);
        }
        this.hasMore = this.#hasOlder(came);
    }

    #hasOlder(came) {
        if (Object.keys(this.#search.server).length > 0) return came >= this.#back;
        return [...this.#lowest].some(([partition, lowest]) => lowest > (this.#begins(partition) ?? 0));
    }

    /** Takes the newest `count` records; what is written meanwhile comes live. Returns how many there were. */
    async #takeNewest(query, count) {
        let came = 0;
        for await (const page of this.#pages(query)) {
            this.#take(page);
            came += page.events.length;
            if (came >= count) break;
        }
        return came;
    }

    /** An answer, page by page: large records fill a page before all that was asked for is in it. */
    async *#pages(query) {
        let page = await this.#ask(query);
        yield page;
        while (page.more && page.events.length > 0 && page.reason !== "limit") {
            page = await this.#ask({ ...query, last: null, offset: null, from: page.cursor });
            yield page;
        }
    }

    #ask(query) {
        return this.#read(this.#place.topic, query, { signal: this.#stopped.signal });
    }

    #take({ events, cursor, more, reason, missed }) {
        this.#cursor = cursor;
        this.hasMore = more;
        this.looked += events.length;
        if (reason === "limit") this.note = "The gateway gave up the search after 50,000 records.";
        if (missed > 0) this.note = `Up to ${missed} records that lay here are older than what Kafka keeps.`;
        this.#keep(events);
    }

    #keep(events) {
        for (const event of events) {
            this.#records.set(idOf(event), event);
            const lowest = this.#lowest.get(event.partition) ?? Infinity;
            if (event.offset < lowest) this.#lowest.set(event.partition, event.offset);
        }
        if (this.#records.size <= HELD) return;
        this.#records = new Map(this.records.slice(-HELD + PAGE).map((record) => [idOf(record), record]));
    }
}
