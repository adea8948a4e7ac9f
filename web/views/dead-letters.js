import { html } from "../lib/html.js";

export const deadLetters = {
    title: "Dead letters",
    icon: "deadLetters",
    lead: "Three attempts, then an order's notification is given up and kept here, until somebody sends it back.",
    content: html`<div class="one"><dead-letter-desk></dead-letter-desk></div>`,
    tally: (state) => state.deadLetters.length,
};
