import { checks } from "../learn/checks.js";
import { gather, noFacts } from "../learn/facts.js";

const nothing = { facts: noFacts, seen: {} };

/**
 * What the room has seen of the workshop: `seen` has, by the name of a check, the sentence that says what was seen.
 * What was seen stays seen.
 */
export function learningReducer(state = nothing, action) {
    if (action.type === "learning.recalled") return { ...state, seen: { ...action.seen, ...state.seen } };
    if (action.type === "learning.forgotten") return nothing;
    const facts = gather(state.facts, action);
    const isNews = facts !== state.facts || NEWS.has(action.type);
    if (!isNews) return state;
    const seen = { ...state.seen };
    let hasSeen = false;
    for (const [name, check] of Object.entries(checks)) {
        if (seen[name]) continue;
        const sentence = check.see(facts, action);
        if (!sentence) continue;
        seen[name] = sentence;
        hasSeen = true;
    }
    return { facts, seen: hasSeen ? seen : state.seen };
}

/** Actions that checks look at by themselves. */
const NEWS = new Set(["experiment", "order.applied", "order.refused"]);
