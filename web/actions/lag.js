import { PageLag } from "../lib/page-lag.js";
import { store } from "../state/store.js";

/** Milliseconds between two numbers shown: faster ones nobody can read. */
const PACE = 1_000;

/** Measures how far the page is behind, and says so once a second. */
export function measureLag(gateway) {
    const lag = new PageLag();
    gateway.on("welcome", () => {
        lag.begin(Date.now());
        compareClocks(lag);
    });
    gateway.on("events", ({ events }) => lag.take(events, Date.now()));
    gateway.on("system", ({ data }) => lag.compareClocks(data.time, Date.now()));
    setInterval(() => {
        const milliseconds = lag.milliseconds === null ? null : Math.round(lag.milliseconds);
        if (milliseconds !== store.state.lag) store.dispatch({ type: "lag", milliseconds });
    }, PACE);
}

/** Every answer of the gateway says in `Date` what its clock is. */
async function compareClocks(lag) {
    try {
        const asked = Date.now();
        const date = Date.parse((await fetch("/health", { cache: "no-store" })).headers.get("Date"));
        if (!Number.isNaN(date)) lag.compareClocks(date + 500, (asked + Date.now()) / 2);
    } catch {
        // The gateway has gone again: the next connection asks anew.
    }
}
