import { getJson } from "../lib/api.js";
import { store } from "../state/store.js";
import { command } from "./lab.js";

const PAGE = 200;

/** Fetches the newest dead letters and what is known about them. */
export async function loadLetters() {
    try {
        const { letters, next } = await getJson(`/api/dead-letters?limit=${PAGE}`);
        store.dispatch({ type: "letters.newest", letters, next });
    } catch ({ message }) {
        store.dispatch({ type: "letters.problem", message });
    }
}

/** Fetches those before what is held; rejects with a GatewayError. */
export async function loadOlderLetters() {
    const query = new URLSearchParams({ limit: PAGE, before: store.state.letters.next });
    const { letters, next } = await getJson(`/api/dead-letters?${query}`);
    store.dispatch({ type: "letters.older", letters, next });
}

/** Sends letters back to where they came from: `{ids: […]}` or `{all: true}`. Resolves with `{redriven, skipped}`. */
export const redrive = (which) => command("deadletters.redrive", which, { timeout: 30_000 });

/** Leaves letters be for good. Resolves with `{discarded, skipped}`. */
export const discard = (which) => command("deadletters.discard", which, { timeout: 30_000 });
