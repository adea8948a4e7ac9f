/**
 * Notices a connection that is dead without being closed (a laptop that slept, a lost Wi-Fi): browsers do not tell.
 * Pings when nothing was heard for `interval`, gives up when nothing comes within another.
 */
export class Heartbeat {
    #interval;
    #timer = null;
    #heard = false;

    constructor(interval = 10_000) {
        this.#interval = interval;
    }

    start(ping, giveUp) {
        this.stop();
        let asked = false;
        this.#timer = setInterval(() => {
            if (this.#heard) asked = false;
            else if (asked) return giveUp();
            else {
                asked = true;
                ping();
            }
            this.#heard = false;
        }, this.#interval);
    }

    heard() {
        this.#heard = true;
    }

    stop() {
        clearInterval(this.#timer);
        this.#heard = false;
    }
}
