import { html } from "../lib/html.js";

export const audit = {
    title: "Audit",
    icon: "audit",
    lead: "What every service did, in the order in which it was written to the topic audit.",
    content: html`<div class="one"><audit-feed filter></audit-feed></div>`,
};
