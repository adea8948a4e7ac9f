import { html } from "../lib/html.js";

export const lab = {
    title: "Lab",
    icon: "lab",
    lead: "Scale it, kill it, freeze it, slow it down. Everybody sees what happens.",
    content: html`<lab-board></lab-board>`,
};
