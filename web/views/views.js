import { analytics } from "./analytics.js";
import { audit } from "./audit.js";
import { dashboard } from "./dashboard.js";
import { deadLetters } from "./dead-letters.js";
import { flow } from "./flow.js";
import { fraud } from "./fraud.js";
import { health } from "./health.js";
import { lab } from "./lab.js";
import { learn } from "./learn.js";
import { orders } from "./orders.js";
import { room } from "./room.js";
import { topics } from "./topics.js";

/**
 * The views by the name in the address, in the order of the menu. Each is a file of its own: a heading and components,
 * `{title, icon, lead, content, tally}`, where `tally(state)` is the number that the menu shows. Components know nothing
 * of views.
 */
export const views = {
    "": dashboard,
    orders,
    flow,
    audit,
    fraud,
    "dead-letters": deadLetters,
    analytics,
    topics,
    health,
    lab,
    learn,
    room,
};
