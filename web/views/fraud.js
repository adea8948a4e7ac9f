import { html } from "../lib/html.js";

export const fraud = {
    title: "Fraud",
    icon: "fraud",
    lead: "New orders are counted in sliding windows of a minute, by customer and in all.",
    content: html`<div class="one"><fraud-panel></fraud-panel></div>`,
    tally: (state) => state.fraud.length,
};
