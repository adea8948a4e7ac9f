import { html } from "../lib/html.js";

export const fraud = {
    title: "Fraud",
    icon: "fraud",
    lead: "New orders are counted in sliding windows, by customer and in all; whoever goes beyond a limit raises an alert.",
    content: html`<div class="aside"><fraud-panel filter></fraud-panel><fraud-windows></fraud-windows></div>`,
    tally: (state) => state.fraud.length,
};
