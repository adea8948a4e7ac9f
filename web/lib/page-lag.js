/** Of each new measurement, how much counts: the last ten or so decide. */
const WEIGHT = 0.15;

/** Clocks of two machines that differ by less are taken for the same: the gateway says its own in whole seconds. */
const SAME_CLOCK = 2_000;

/**
 * How far behind the newest record a page is: when records arrive against when they were written, smoothed. Records
 * from before the page was connected say nothing about it and are passed over.
 */
export class PageLag {
    #since = Infinity;
    #offset = 0;

    /** Smoothed, in milliseconds; null before the first record. */
    milliseconds = null;

    /** A connection has begun, at a time of this machine's clock. */
    begin(now) {
        this.#since = now;
    }

    /** What the gateway's clock says at a time of this machine's: a phone's may be minutes off. */
    compareClocks(theirs, now) {
        const offset = theirs - now;
        this.#offset = Math.abs(offset) > SAME_CLOCK ? offset : 0;
    }

    /** Takes the records of a frame that has just come. */
    take(events, now) {
        const theirNow = now + this.#offset;
        const written = events.reduce((newest, { timestamp }) => Math.max(newest, Number(timestamp) || 0), 0);
        if (written < this.#since + this.#offset) return;
        const lag = Math.max(0, theirNow - written);
        this.milliseconds = this.milliseconds === null ? lag : this.milliseconds + WEIGHT * (lag - this.milliseconds);
    }
}
