import { html } from "../lib/html.js";

export const dashboard = {
    title: "Dashboard",
    icon: "dashboard",
    lead: "Every order is an event. Place one and watch what the services make of it.",
    content: html`<statistics-panel></statistics-panel>
        <div class="dashboard">
            <order-form></order-form>
            <order-list></order-list>
            <audit-feed></audit-feed>
            <fraud-panel></fraud-panel>
            <dead-letter-panel></dead-letter-panel>
        </div>`,
};
