import { entryOf } from "./audit.js";
import { objectsIn } from "./records.js";

/** Entries that one feed holds at most: thousands, since only those that are visible are drawn. */
export const TAIL = 10_000;

/**
 * What one feed holds of the topic audit, newest first. It follows the page's slice of the state, may stop following
 * (a pause, a tab in the background) and later takes up where it stopped: what the slice no longer holds by then is
 * fetched from the gateway, from `cursor` on.
 */
export class AuditTail {
    entries = [];
    cursor = null;
    isFull = false;
    #number = 0;
    #epoch = null;
    #ids = new Set();
    #names = new Map();
    #capacity;

    constructor(capacity = TAIL) {
        this.#capacity = capacity;
    }

    /** How many have come since it last followed. */
    behind({ count, epoch }) {
        return epoch === this.#epoch ? count - this.#number : 0;
    }

    /** Takes what the slice has that is new. False when the slice no longer has all of that: `take` pages first. */
    follow({ entries, count, cursor, epoch }) {
        if (epoch !== this.#epoch) this.#begin(epoch);
        const hasFollowed = this.#number > 0;
        if (hasFollowed && count - this.#number > entries.length) return false;
        const known = entries.findIndex(({ number }) => number <= this.#number);
        this.#add(known < 0 ? entries : entries.slice(0, known));
        this.#number = count;
        this.cursor = cursor ?? this.cursor;
        return true;
    }

    /** Gives up what it missed, and follows from what the slice has. */
    skip(slice) {
        this.#begin(slice.epoch);
        this.follow(slice);
    }

    /**
     * Takes a page of the gateway's history that begins at `cursor`. True once what the slice holds joins on: its
     * entries are then taken as well.
     */
    take({ events, cursor, more }, slice) {
        this.#add([...events].reverse().flatMap(entriesOf));
        this.cursor = cursor ?? this.cursor;
        if (more) return false;
        const joins = slice.entries.length === 0 || slice.entries.some(({ id }) => this.#ids.has(id));
        if (!joins) return false;
        this.#add(slice.entries);
        this.#number = slice.count;
        this.cursor = slice.cursor ?? this.cursor;
        return true;
    }

    /** Takes events from further back, oldest first, as far as they are not held. */
    addOlder(events) {
        const older = [...events].reverse().flatMap(entriesOf).filter(({ id }) => !this.#ids.has(id));
        this.#remember(older);
        this.entries = [...this.entries, ...older].sort((a, b) => stampOf(b) - stampOf(a)).slice(0, this.#capacity);
        return older.length;
    }

    /** Whose order it is, as far as any entry has said it. */
    customerOf(entry) {
        return nameIn(entry) ?? this.#names.get(entry.value.orderId) ?? null;
    }

    #begin(epoch) {
        this.#epoch = epoch;
        this.#number = 0;
        this.#ids.clear();
        this.#names.clear();
        this.entries = [];
        this.isFull = false;
    }

    /** Entries newest first, all newer than what is held. */
    #add(entries) {
        const fresh = entries.filter(({ id }) => !this.#ids.has(id));
        if (fresh.length === 0) return;
        this.#remember(fresh);
        const all = [...fresh, ...this.entries];
        this.isFull ||= all.length > this.#capacity;
        for (const { id } of all.slice(this.#capacity)) this.#ids.delete(id);
        this.entries = all.slice(0, this.#capacity);
    }

    #remember(entries) {
        for (const entry of entries) {
            this.#ids.add(entry.id);
            const name = nameIn(entry);
            if (name !== null) this.#names.set(entry.value.orderId, name);
        }
        for (const id of this.#names.keys()) {
            if (this.#names.size <= this.#capacity) break;
            this.#names.delete(id);
        }
    }
}

const entriesOf = (event) => objectsIn([event]).map((record) => entryOf(record));

const stampOf = ({ time }) => (typeof time === "number" ? time : Date.parse(time) || 0);

function nameIn({ value }) {
    const name = value.order?.customerName ?? value.customerName;
    return typeof name === "string" ? name : null;
}
