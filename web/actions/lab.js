import { store } from "../state/store.js";
import { gateway } from "./gateway.js";

/**
 * Runs a command of the gateway, `{name: "lab.scale", data: {service, count}}`; resolves with its result's data or
 * rejects with a GatewayError, whose message is a sentence for people.
 */
export const command = (name, data = {}, options) => gateway.command(name, data, options);

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
        if (on && turn === last) store.dispatch({ type: "system.problem", message });
    }
}
