import { html } from "../lib/html.js";

export const deadLetters = {
    title: "Dead letters",
    icon: "deadLetters",
    lead: "Three attempts, then an order's notification is given up and kept here.",
    content: html`<div class="one"><dead-letter-panel></dead-letter-panel></div>`,
    tally: (state) => state.deadLetters.length,
};
