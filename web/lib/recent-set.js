/** Remembers at least the newest `capacity` values and at most twice as many, in two generations. */
export class RecentSet {
    #capacity;
    #young = new Set();
    #old = new Set();

    constructor(capacity) {
        this.#capacity = capacity;
    }

    /** Adds the value; false when it was there already. */
    add(value) {
        if (this.#young.has(value) || this.#old.has(value)) return false;
        this.#young.add(value);
        if (this.#young.size >= this.#capacity) {
            this.#old = this.#young;
            this.#young = new Set();
        }
        return true;
    }
}
