import { toneOf } from "../badge/badge.js";
import { producerOf } from "./picture.js";

/** What a pulse of many records is coloured by: the gravest of them. */
const GRAVITY = ["sand", "teal", "green", "slate", "blue", "violet", "amber", "rose", "red"];

const graver = (one, other) => (GRAVITY.indexOf(one) >= GRAVITY.indexOf(other) ? one : other);

/**
 * Counts records as they come, by who wrote them and where to. `take` is called for every frame and does little; what
 * was counted is fetched a few times a second.
 */
export class Traffic {
    #since = null;
    #waiting = new Map();
    #ends = new Map();
    #seconds = new Map();
    #calls = 0;

    /** Records from before the picture was there are not under way: they lie below these ends. */
    begin(topics) {
        if (this.#since) return;
        const ends = topics.flatMap(({ name, partitions }) =>
            partitions.map(({ partition, end }) => [`${name}/${partition}`, end ?? 0]),
        );
        this.#since = new Map(ends);
    }

    take(channel, events) {
        if (!this.#since) return;
        for (const event of events) {
            const place = `${channel}/${event.partition}`;
            if (event.offset < (this.#since.get(place) ?? 0)) continue;
            // Each order without Kafka has one such record, written when all had answered.
            if (channel === "orders" && event.headers?.sync !== undefined) this.#calls += 1;
            const producer = producerOf(event);
            const tone = toneOf(event.value?.action);
            const key = `${producer}|${place}`;
            const held = this.#waiting.get(key);
            if (held) {
                held.count += 1;
                held.tone = graver(held.tone, tone);
            } else this.#waiting.set(key, { producer, topic: channel, partition: event.partition, count: 1, tone });
            this.#ends.set(place, Math.max(this.#ends.get(place) ?? 0, event.offset + 1));
            this.#count(place);
            this.#count(producer);
        }
    }

    #count(name) {
        this.#seconds.set(name, (this.#seconds.get(name) ?? 0) + 1);
    }

    /** What has come since the last call: `[{producer, topic, partition, count, tone}]`. */
    drain() {
        if (this.#waiting.size === 0) return [];
        const drained = [...this.#waiting.values()];
        this.#waiting.clear();
        return drained;
    }

    /** How many orders went by calls since the last call. */
    drainCalls() {
        const drained = this.#calls;
        this.#calls = 0;
        return drained;
    }

    /** How many came since the last call, by producer and by `topic/partition`. */
    drainSecond() {
        const counted = this.#seconds;
        this.#seconds = new Map();
        return counted;
    }

    /** Where a partition ends by what was seen of it; 0 when nothing was. */
    endOf(topic, partition) {
        return this.#ends.get(`${topic}/${partition}`) ?? 0;
    }
}
