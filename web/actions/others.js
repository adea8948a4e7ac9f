import { nameOfAction } from "../lib/lab-words.js";
import { store } from "../state/store.js";
import { gateway } from "./gateway.js";
import { lastOwnCommand } from "./lab.js";
import { showQuietly } from "./toasts.js";

/** Milliseconds after a command of this page in which what the lab tells of is its own. */
const OWN = 3_000;

/** Says in passing what others do to the room and to the system; where the log of it stands, it is not said twice. */
export function tellOfOthers() {
    gateway.on("lab", ({ entries }) => {
        // That ordering is paused everybody hears by itself.
        const last = entries.filter(({ target }) => target !== "ordering").at(-1);
        if (!last || isOwn() || document.body.dataset.view === "lab") return;
        showQuietly(nameOfAction(last));
    });
    let isFirst = true;
    store.watch(({ room }) => room.ordering, (ordering) => {
        if (!isFirst && !isOwn()) showQuietly(ordering === "paused" ? "Ordering is paused." : "Ordering goes on.");
        isFirst = false;
    });
}

const isOwn = () => Date.now() - lastOwnCommand() < OWN;
