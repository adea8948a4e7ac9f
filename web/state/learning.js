import { checks } from "../learn/checks.js";
import { gather, noFacts } from "../learn/facts.js";

const nothing = { facts: noFacts, seen: {}, waiting: [], weight: 0 };

/** Records that may wait to be looked at: a page in the background is given no time for it. */
const MANY = 2_000;

/** What records are about that checks draw on. */
const CHANNELS = new Set(["orders", "audit", "orders-dlq"]);

/** What the page itself does, which checks look at by itself, and at once. */
const NEWS = new Set(["experiment", "order.applied", "order.refused"]);

/**
 * What the room has seen of the workshop: `seen` has, by the name of a check, the sentence that says what was seen.
 * What was seen stays seen. Records only wait here until `learning.looked`, a few times a second: whoever does not learn
 * pays next to nothing for those who do.
 */
export function learningReducer(state = nothing, action) {
    if (action.type === "learning.recalled") return { ...state, seen: { ...action.seen, ...state.seen } };
    if (action.type === "learning.forgotten") return nothing;
    if (action.type === "learning.looked") return state.waiting.length > 0 ? conclude(state) : state;
    if (!concerns(action)) return state;
    const weight = state.weight + (action.events?.length ?? 1);
    const next = { ...state, waiting: [...state.waiting, action], weight };
    return action.type === "events" && weight < MANY ? next : conclude(next);
}

function concerns({ type, channel, reason }) {
    if (type === "events") return CHANNELS.has(channel);
    if (type === "gap") return channel === "orders" && reason === "reset";
    return type === "system" || NEWS.has(type);
}

function conclude({ facts: before, seen: held, waiting }) {
    const facts = waiting.reduce(gather, before);
    // Records are in the facts; of what else there was, each is looked at.
    const told = waiting.filter(({ type }) => type !== "events");
    const actions = told.length > 0 ? told : [waiting.at(-1)];
    const fresh = {};
    for (const [name, check] of Object.entries(checks)) {
        if (held[name]) continue;
        const sentence = actions.reduce((said, action) => said || check.see(facts, action), false);
        if (sentence) fresh[name] = sentence;
    }
    const seen = Object.keys(fresh).length > 0 ? { ...held, ...fresh } : held;
    return { facts, seen, waiting: [], weight: 0 };
}
