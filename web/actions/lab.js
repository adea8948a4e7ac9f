import { store } from "../state/store.js";
import { gateway } from "./gateway.js";

/** Commands that do nothing to anybody. */
const LOOKING = /\.(get|log|list|watch)$/;

/**
 * Runs a command of the gateway, `{name: "lab.scale", data: {service, count}}`; resolves with its result's data or
 * rejects with a GatewayError, whose message is a sentence for people.
 */
export function command(name, data = {}, options) {
    const changes = !LOOKING.test(name);
    if (changes) ownAt = Date.now();
    return gateway.command(name, data, { changes, ...options });
}

let ownAt = -Infinity;

/** When this page itself has last asked for something to be done (ms), by this machine's clock. */
export const lastOwnCommand = () => ownAt;

/** Milliseconds after which a system that could not be seen is asked for again. */
const AGAIN = 3_000;

let watchers = 0;

/**
 * Keeps `state.system` current while somebody on the page looks at it. Returns how to stop; the gateway is told when
 * the first begins and the last has stopped, and again after every reconnect.
 */
export function watchSystem() {
    watchers += 1;
    if (watchers === 1) ask(true);
    let isOver = false;
    return () => {
        if (isOver) return;
        isOver = true;
        watchers -= 1;
        // Another view may begin in the same breath: only what nobody takes up again is ended.
        queueMicrotask(() => watchers === 0 && ask(false));
    };
}

/** A connection begins without being told anything. */
gateway.on("welcome", () => watchers > 0 && ask(true));

let last = 0;

async function ask(on) {
    const turn = ++last;
    try {
        await command("system.watch", { on });
    } catch ({ message }) {
        if (!on || turn !== last) return;
        store.dispatch({ type: "system.problem", message });
        setTimeout(() => turn === last && watchers > 0 && ask(true), AGAIN);
    }
}
