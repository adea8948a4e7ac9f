import { html } from "../lib/html.js";

export const health = {
    title: "Health",
    icon: "health",
    lead: "Who is ready and who is not, and why; how fast, how slow and how large everybody is.",
    content: html`<health-view></health-view>`,
};
