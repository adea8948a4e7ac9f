import { html } from "../lib/html.js";

export const flow = {
    title: "Flow",
    icon: "flow",
    lead: "Every dot is a record: written into a partition, read by whoever in a group owns it.",
    content: html`<flow-view></flow-view>`,
};
