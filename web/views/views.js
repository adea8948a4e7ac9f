import { create, html } from "../lib/html.js";

const severe = ({ fraud }) => fraud.length;
const letters = ({ deadLetters }) => deadLetters.length;

/** The views by the name in the address. Each is a heading and components; components know nothing of views. */
export const views = {
    "": {
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
    },
    orders: {
        title: "Orders",
        icon: "orders",
        lead: "Place, change and delete orders. Everybody on this page sees the same list.",
        content: html`<div class="two"><order-form></order-form><order-list></order-list></div>`,
    },
    audit: {
        title: "Audit",
        icon: "audit",
        lead: "What every service did, in the order in which it was written to the topic audit.",
        content: html`<div class="one"><audit-feed></audit-feed></div>`,
    },
    fraud: {
        title: "Fraud",
        icon: "fraud",
        lead: "New orders are counted in sliding windows of a minute, by customer and in all.",
        content: html`<div class="one"><fraud-panel></fraud-panel></div>`,
        tally: severe,
    },
    "dead-letters": {
        title: "Dead letters",
        icon: "deadLetters",
        lead: "Three attempts, then an order's notification is given up and kept here.",
        content: html`<div class="one"><dead-letter-panel></dead-letter-panel></div>`,
        tally: letters,
    },
    analytics: {
        title: "Analytics",
        icon: "analytics",
        lead: "Computed from the topics orders and audit as they flow.",
        content: html`<statistics-panel plain></statistics-panel>
            <div class="charts">
                <statistics-chart class="panel" series="ordersPerMinute"></statistics-chart>
                <statistics-chart class="panel" series="successRate"></statistics-chart>
                <statistics-chart class="panel" series="latency"></statistics-chart>
            </div>`,
    },
};

/** Shows a view. After the first one the heading takes the focus, so that a screen reader begins there. */
export function showView(name, isFirst) {
    const { title, lead, content } = views[name];
    document.title = name === "" ? "Kafka Dojo" : `${title} · Kafka Dojo`;
    document.body.dataset.view = name;
    const view = create(html`<div class="view" data-view="${name}">
        <div class="view-head">
            <h1 tabindex="-1">${title}</h1>
            <p class="muted">${lead}</p>
        </div>
        ${content}
    </div>`);
    document.getElementById("main").replaceChildren(view);
    document.dispatchEvent(new CustomEvent("viewchange", { detail: name }));
    if (isFirst) return;
    view.querySelector("h1").focus();
    scrollTo(0, 0);
}
