import { html } from "../lib/html.js";

export const orders = {
    title: "Orders",
    icon: "orders",
    lead: "Place, change and delete orders. Everybody on this page sees the same list.",
    content: html`<div class="two"><order-form></order-form><order-list></order-list></div>`,
};
