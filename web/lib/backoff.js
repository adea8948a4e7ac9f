/** Waits that double up to a limit, each drawn between half and all of it, so that a room does not return as one. */
export class Backoff {
    #first;
    #limit;
    #random;
    attempts = 0;

    constructor({ first = 250, limit = 10_000, random = Math.random } = {}) {
        this.#first = first;
        this.#limit = limit;
        this.#random = random;
    }

    /** Milliseconds to wait before the next attempt. */
    next() {
        const wait = Math.min(this.#limit, this.#first * 2 ** Math.min(this.attempts, 20));
        this.attempts += 1;
        return wait * (0.5 + this.#random() / 2);
    }

    reset() {
        this.attempts = 0;
    }
}
