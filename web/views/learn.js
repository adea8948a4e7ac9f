import { html } from "../lib/html.js";

export const learn = {
    title: "Learn",
    icon: "learn",
    lead: "The workshop in steps. They watch the system, and tick themselves off once the room has really seen it.",
    content: html`<learn-guide></learn-guide>`,
};
