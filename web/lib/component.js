import { store } from "../state/store.js";

/**
 * What every custom element here begins with: `build()` runs once when it enters the page, and whatever it watches or
 * listens to there ends when it leaves.
 */
export class Component extends HTMLElement {
    #stops = [];

    connectedCallback() {
        this.build();
    }

    disconnectedCallback() {
        for (const stop of this.#stops.splice(0)) stop();
    }

    /** Shows a selection of the state, now and whenever it changes. */
    watch(select, show) {
        this.#stops.push(store.watch(select, show));
    }

    /** Listens to something outside of this element. */
    listen(target, type, listener) {
        target.addEventListener(type, listener);
        this.#stops.push(() => target.removeEventListener(type, listener));
    }

    /** Runs `work` every so many milliseconds while the element is on the page. */
    repeat(milliseconds, work) {
        const timer = setInterval(work, milliseconds);
        this.#stops.push(() => clearInterval(timer));
    }

    /** Does this when the element leaves the page. */
    until(stop) {
        this.#stops.push(stop);
    }

    find(selector) {
        return this.querySelector(selector);
    }
}
