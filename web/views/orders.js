import { html } from "../lib/html.js";

export const orders = {
    title: "Orders",
    icon: "orders",
    lead: "Place, change and delete orders. Each opens its trace: every record that it caused.",
    content: html`<order-place></order-place>`,
};
