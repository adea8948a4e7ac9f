import { html } from "../lib/html.js";

export const learn = {
    title: "Learn",
    icon: "learn",
    lead: "The workshop in steps. They watch the system, and tick themselves off once you have really seen it.",
    content: html`<learn-guide></learn-guide>`,
};
