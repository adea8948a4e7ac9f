import { recall, remember } from "../lib/storage.js";
import { hides, untold } from "../state/learning.js";
import { store } from "../state/store.js";
import { gateway } from "./gateway.js";
import { command } from "./lab.js";

/** Milliseconds between two looks at what has come. */
const PACE = 500;

/** Milliseconds after which the room is told once more of what it did not take up. */
const AGAIN = 10_000;

/**
 * Looks for what the workshop is about, tells the room of it where this page may instruct, and keeps what it has seen
 * itself over reloads.
 */
export function startLearning() {
    try {
        const { since, seen } = JSON.parse(recall("learned"));
        if (Number.isInteger(since) && seen) store.dispatch({ type: "learning.recalled", since, seen });
    } catch {
        // Nothing, or not what this page wrote: begun anew.
    }
    setInterval(() => {
        store.dispatch({ type: "learning.looked" });
        report();
    }, PACE);
    store.watch(({ connection }) => connection.status === "connected", (isConnected) => isConnected && ask("learning.get"));
    store.watch(({ learning }) => learning.seen, (seen) => {
        remember("learned", JSON.stringify({ since: store.state.learning.since, seen }));
    });
}

/** Begins anew, for the whole room. Rejects with a GatewayError. */
export const startOver = async () => take(await command("learning.forget"));

const take = (learning) => store.dispatch({ type: "learning.told", learning });

async function ask(name) {
    try {
        take(await command(name));
    } catch ({ code }) {
        // A gateway without Redis knows nothing of the room: this page is by itself.
        if (code === "command.unavailable") take({ since: 0, seen: {} });
    }
}

/** What failed is told again. */
const ignore = () => {};

/** When the room was told of a check, by name. */
const told = new Map();

function report() {
    const { learning, connection, system } = store.state;
    if (connection.status !== "connected" || connection.role !== "instructor") return;
    if (!learning.isTold || learning.since === 0 || hides(system?.drill)) return;
    for (const check of untold(learning)) {
        if (Date.now() - (told.get(check) ?? -Infinity) < AGAIN) continue;
        told.set(check, Date.now());
        gateway.command("learning.see", { check }).then(take, ignore);
    }
}
