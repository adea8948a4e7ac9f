import { isReset } from "./records.js";

const initial = { byId: new Map(), next: null, isLoaded: false, problem: null };

/**
 * Dead letters with what was done about them, as `GET /api/dead-letters` tells them: `byId`, newest first; `next`, the
 * place of older ones; `problem`, why they could not be read.
 */
export function lettersReducer(state = initial, action) {
    if (isReset(action, "orders-dlq")) return initial;
    switch (action.type) {
        case "letters.newest":
            return newest(state, action);
        case "letters.older":
            return { ...state, byId: merged(state.byId, action.letters), next: action.next ?? null };
        case "letters.problem":
            return { ...state, problem: action.message };
        case "deadletters":
            return changed(state, action.changes);
        default:
            return state;
    }
}

/** The newest page again: what is older and was fetched before stays, and so does its place. */
function newest(state, { letters, next }) {
    const hasOlder = state.byId.size > letters.length;
    const byId = merged(new Map(letters.map((letter) => [letter.id, letter])), [...state.byId.values()]);
    return { byId, next: hasOlder ? state.next : (next ?? null), isLoaded: true, problem: null };
}

function merged(held, letters) {
    const byId = new Map(held);
    for (const letter of letters) if (!byId.has(letter.id)) byId.set(letter.id, letter);
    return byId;
}

function changed(state, changes) {
    if (!changes.some(({ id }) => state.byId.has(id))) return state;
    const byId = new Map(state.byId);
    for (const { id, ...change } of changes) {
        const letter = byId.get(id);
        // Sent once more, it has no outcome yet.
        if (letter) byId.set(id, { ...letter, outcome: change.state === "redriven" ? null : letter.outcome, ...change });
    }
    return { ...state, byId };
}

const lists = new WeakMap();

/** All of them, newest first; the same array as long as none changed. */
export function lettersOf({ byId }) {
    if (!lists.has(byId)) lists.set(byId, [...byId.values()].sort((a, b) => b.timestamp - a.timestamp || (a.id < b.id ? 1 : -1)));
    return lists.get(byId);
}

export const STATES = { waiting: "Waiting", redriven: "Redriven", discarded: "Discarded" };

/** How many letters are in each state. */
export function tallyOf(letters) {
    const tally = Object.fromEntries(Object.keys(STATES).map((name) => [name, 0]));
    for (const { state } of letters) if (state in tally) tally[state] += 1;
    return tally;
}
