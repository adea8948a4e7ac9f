/**
 * Notices a connection that is dead without being closed (a laptop that slept, a lost Wi-Fi): browsers do not tell.
 * Pings when nothing was heard for `interval`, gives up when nothing comes within another.
 */
export class Heartbeat {
    #interval;
    #timer = null;
    #heard = false;
    #asked = false;
    #ping;
    #giveUp;

    constructor(interval = 10_000) {
        this.#interval = interval;
    }

    start(ping, giveUp) {
        this.stop();
        this.#ping = ping;
        this.#giveUp = giveUp;
        this.#timer = setInterval(() => this.tick(), this.#interval);
    }

    /** What happens at every interval. */
    tick() {
        const heard = this.#heard;
        this.#heard = false;
        if (!heard && this.#asked) return this.#giveUp();
        this.#asked = !heard;
        if (!heard) this.#ping();
    }

    heard() {
        this.#heard = true;
    }

    stop() {
        clearInterval(this.#timer);
        this.#heard = false;
        this.#asked = false;
    }
}
