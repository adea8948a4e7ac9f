import { recall, remember } from "../lib/storage.js";
import { store } from "../state/store.js";

/** Milliseconds between two looks at what has come. */
const PACE = 500;

/** Looks for what the workshop is about, and keeps what was seen of the workshop over reloads of this page. */
export function startLearning() {
    try {
        store.dispatch({ type: "learning.recalled", seen: JSON.parse(recall("learned") ?? "{}") });
    } catch {
        // Not what this page wrote: begun anew.
    }
    setInterval(() => store.dispatch({ type: "learning.looked" }), PACE);
    store.watch(({ learning }) => learning.seen, (seen) => remember("learned", JSON.stringify(seen)));
}

export const startOver = () => store.dispatch({ type: "learning.forgotten" });
