import { html } from "../lib/html.js";

export const room = {
    title: "Room",
    icon: "room",
    lead: "Who is here, and how to join them.",
    content: html`<room-board></room-board>`,
};
