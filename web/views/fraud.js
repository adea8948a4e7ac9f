import { html } from "../lib/html.js";

export const fraud = {
    title: "Fraud",
    icon: "fraud",
    lead: "New orders are counted in sliding windows, by customer and in all; whoever goes beyond a limit raises an alert.",
    content: html`<div class="one"><fraud-panel filter></fraud-panel></div>`,
    tally: (state) => state.fraud.length,
};
