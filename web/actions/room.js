import { recall } from "../lib/storage.js";
import { store } from "../state/store.js";
import { gateway } from "./gateway.js";
import { command } from "./lab.js";
import { showError } from "./toasts.js";

/** Milliseconds between two looks of a page that has said no name: the gateway tells the room's news to those with one. */
const PACE = 15_000;

/** Keeps `state.room` current from the first connection on. */
export function watchRoom() {
    gateway.on("welcome", look);
    setInterval(() => {
        const isConnected = store.state.connection.status === "connected";
        if (isConnected && !recall("name") && !document.hidden) look();
    }, PACE);
}

async function look() {
    try {
        const { ordering, hidden } = await command("room.get");
        store.dispatch({ type: "room", data: { ordering, hidden } });
    } catch {
        // A gateway without Redis has no room.
    }
}

/** Takes a name (`kind` "name") or an order ("order") off all screens, or puts it back. */
export async function hide(kind, id, hidden) {
    try {
        const answer = await command("room.hide", { kind, id, hidden });
        store.dispatch({ type: "room", data: { ...store.state.room, hidden: answer.hidden } });
    } catch ({ message }) {
        showError(message);
    }
}
