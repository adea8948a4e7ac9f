import { createStore } from "../lib/store.js";
import { auditReducer } from "./audit.js";
import { connectionReducer } from "./connection.js";
import { deadLettersReducer } from "./dead-letters.js";
import { followedReducer } from "./followed.js";
import { fraudReducer } from "./fraud.js";
import { lagReducer } from "./lag.js";
import { labReducer } from "./lab.js";
import { learningReducer } from "./learning.js";
import { lettersReducer } from "./letters.js";
import { ordersReducer } from "./orders.js";
import { outcomesReducer } from "./outcomes.js";
import { readinessReducer } from "./readiness.js";
import { roomReducer } from "./room.js";
import { rushReducer } from "./rush.js";
import { statisticsReducer } from "./statistics.js";
import { systemProblemReducer, systemReducer } from "./system.js";
import { toastsReducer } from "./toasts.js";
import { trendsReducer } from "./trends.js";

const slices = {
    connection: connectionReducer,
    lag: lagReducer,
    readiness: readinessReducer,
    system: systemReducer,
    systemProblem: systemProblemReducer,
    trends: trendsReducer,
    orders: ordersReducer,
    outcomes: outcomesReducer,
    followed: followedReducer,
    audit: auditReducer,
    fraud: fraudReducer,
    deadLetters: deadLettersReducer,
    letters: lettersReducer,
    statistics: statisticsReducer,
    rush: rushReducer,
    lab: labReducer,
    learning: learningReducer,
    room: roomReducer,
    toasts: toastsReducer,
};

/**
 * All that the page knows. Actions are the gateway's frames as they come (`snapshot`, `events`, `gap`, `system`, …) and what the
 * page itself does; every slice takes from an action what concerns it and is otherwise left as the same object.
 */
export function reduce(state, action) {
    let changed = state === undefined;
    const next = {};
    for (const [name, reducer] of Object.entries(slices)) {
        next[name] = reducer(state?.[name], action);
        changed ||= next[name] !== state[name];
    }
    return changed ? next : state;
}

export const store = createStore(reduce);
