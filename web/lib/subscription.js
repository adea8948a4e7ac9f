import { RecentSet } from "./recent-set.js";

/** Readers dedupe by event id: a record may come twice after a crash or at the seam of a resume. */
const REMEMBERED = 20_000;

/**
 * One channel: where to resume, and which events were seen. A channel with a state (`snapshot: true`) resumes only
 * once its snapshot is complete; until then it asks from the start again.
 */
export class Subscription {
    #seen = new RecentSet(REMEMBERED);
    #cursor = null;
    #awaitsSnapshot;

    constructor(channel, { from = "latest", snapshot = false } = {}) {
        this.channel = channel;
        this.from = from;
        this.hasSnapshot = snapshot;
        this.#awaitsSnapshot = snapshot;
    }

    /** The message that starts or resumes it. */
    request(id) {
        return { type: "subscribe", id, channels: [this.channel], from: this.#cursor ?? this.from };
    }

    /** Forgets the place: the next request begins from the snapshot. */
    restart() {
        this.#cursor = null;
        this.#awaitsSnapshot = this.hasSnapshot;
    }

    /** Takes a frame of the channel and gives it back with only the events not seen before. */
    take(frame) {
        if (frame.type === "gap" && frame.reason === "reset") this.restart();
        if (frame.type === "snapshot" && frame.last !== false) this.#awaitsSnapshot = false;
        if (frame.cursor && !this.#awaitsSnapshot) this.#cursor = frame.cursor;
        if (frame.type !== "events") return frame;
        return { ...frame, events: frame.events.filter((event) => this.#isNew(event)) };
    }

    #isNew(event) {
        const id = event.headers?.eventId;
        return this.#seen.add(typeof id === "string" ? id : `${event.partition}/${event.offset}`);
    }
}
