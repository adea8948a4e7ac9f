import { checks } from "../learn/checks.js";
import { gather, noFacts } from "../learn/facts.js";

const nothing = { facts: noFacts, seen: {}, room: {}, since: null, isTold: false, offset: 0, waiting: [], weight: 0 };

/** Records that may wait to be looked at: a page in the background is given no time for it. */
const MANY = 2_000;

/** What records are about that checks draw on. */
const CHANNELS = new Set(["orders", "audit", "orders-dlq"]);

/** What the page itself does, which checks look at by itself, and at once. */
const NEWS = new Set(["experiment", "order.applied", "order.refused"]);

/**
 * What was seen of the workshop, by the name of a check: `seen` by this page, `{said: sentence, at: ms of this machine}`;
 * `room` by anybody in the room, as the gateway tells it (ms of the gateway). What was seen stays seen until the room
 * begins anew, at another time `since`: what this page has seen before goes then, too.
 *
 * Records only wait here until `learning.looked`, a few times a second, and until the page was told of the room: whoever
 * does not learn pays next to nothing for those who do.
 */
export function learningReducer(state = nothing, action, now = Date.now()) {
    switch (action.type) {
        case "learning.recalled":
            return { ...state, since: action.since, seen: action.seen };
        case "learning.told":
            return told(state, action.learning);
        case "learning.looked":
            return state.waiting.length > 0 && state.isTold ? conclude(state, now) : state;
    }
    if (!concerns(action)) return state;
    const known = action.type === "system" ? knowing(state, action.data, now) : state;
    const weight = known.weight + (action.events?.length ?? 1);
    const next = { ...known, waiting: [...known.waiting, action], weight };
    if (action.type === "gap") return { ...conclude(next, now), seen: {} };
    return weight < MANY && (action.type === "events" || !next.isTold) ? next : conclude(next, now);
}

function concerns({ type, channel, reason }) {
    if (type === "events") return CHANNELS.has(channel);
    if (type === "gap") return channel === "orders" && reason === "reset";
    return type === "system" || NEWS.has(type);
}

function knowing(state, { time, learning }, now) {
    // A page may show the same document twice, a little changed.
    const offset = time === state.facts.system?.time ? state.offset : time - now;
    return learning ? { ...told(state, learning), offset } : { ...state, offset };
}

function told(state, { since, seen }) {
    const isSame = state.since === null || state.since === since;
    const next = { ...state, since, room: seen, isTold: true };
    return isSame ? next : { ...next, seen: {}, facts: { ...noFacts, system: state.facts.system } };
}

function conclude({ facts: before, seen: held, waiting, ...state }, now) {
    // What a page is sent of the past may be from before the room began.
    const recent = waiting.map((action) => (action.type === "events" ? since(state.since ?? 0, action) : action));
    const facts = recent.reduce(gather, before);
    // Records are in the facts; of what else there was, each is looked at.
    const news = recent.filter(({ type }) => type !== "events");
    const actions = news.length > 0 ? news : [recent.at(-1)];
    const fresh = {};
    for (const [name, check] of Object.entries(checks)) {
        if (held[name]) continue;
        const sentence = actions.reduce((said, action) => said || check.see(facts, action), false);
        if (sentence) fresh[name] = { said: sentence, at: now };
    }
    const seen = Object.keys(fresh).length > 0 ? { ...held, ...fresh } : held;
    return { ...state, facts, seen, waiting: [], weight: 0 };
}

const since = (time, action) => ({ ...action, events: action.events.filter(({ timestamp }) => timestamp >= time) });

/** Whether a drill waits to be found: what is seen meanwhile may be its doing, and is nobody's business yet. */
export const hides = (drill) => Boolean(drill) && drill.state === "running" && !drill.foundAt;

/**
 * What may be shown of it, by the name of a check: `{said, at}`, the sentence of this page where it has one (else null),
 * and when it was seen first, in ms by the gateway's clock.
 */
export function visible({ seen, room, offset }, drill) {
    const end = hides(drill) ? drill.startedAt : Infinity;
    const shown = {};
    for (const [name, at] of Object.entries(room)) if (at < end) shown[name] = { said: null, at };
    for (const [name, { said, at }] of Object.entries(seen)) {
        if (at + offset < end) shown[name] = { said, at: Math.min(at + offset, shown[name]?.at ?? Infinity) };
    }
    return shown;
}

/** The names of checks that this page has seen and the room does not know of yet. */
export const untold = ({ seen, room }) => Object.keys(seen).filter((name) => !(name in room));
