import { html } from "../lib/html.js";

export const analytics = {
    title: "Analytics",
    icon: "analytics",
    lead: "The last 15 minutes, computed from the topics orders and audit as they flow.",
    content: html`<analytics-board></analytics-board>`,
};
