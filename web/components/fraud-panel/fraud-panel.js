import { Component } from "../../lib/component.js";
import { plural, shortId, time } from "../../lib/format.js";
import { create, html, render } from "../../lib/html.js";
import { KeyedList } from "../../lib/keyed-list.js";
import { badge } from "../badge/badge.js";
import { emptyState } from "../empty-state/empty-state.js";
import { panel } from "../panel/panel.js";

const empty = emptyState(
    "fraud",
    "No alerts",
    "More than 5 orders by one customer in a minute, more than 20 by everybody, or one above $100 raises one.",
);

/** Fraud alerts, newest first. */
class FraudPanel extends Component {
    build() {
        const aside = html`<span class="panel-count number"></span>`;
        const body = html`<div class="panel-scroll" tabindex="0" role="region" aria-label="Alerts">
            <ul role="list" aria-label="Fraud alerts, newest first"></ul>
            <div class="fraud-none">${empty}</div>
        </div>`;
        render(this, panel({ id: "fraud", title: "Fraud alerts", aside, body }));
        const list = new KeyedList(this.find("ul"), { key: ({ id }) => id, create: (alert) => create(row(alert)) });
        this.watch(({ fraud }) => fraud, (alerts) => {
            list.show(alerts);
            this.find(".panel-count").textContent = alerts.length > 0 ? plural(alerts.length, "alert") : "";
            this.find(".fraud-none").hidden = alerts.length > 0;
        });
    }
}

const row = ({ time: when, severity, type, reason, customerName, orderId }) => html`<li class="fraud-alert">
    <p class="fraud-head">${badge(severity)} <strong>${type}</strong> <time datetime="${when}">${time(when)}</time></p>
    <p>${reason}</p>
    <p class="fraud-about">${customerName} · order <span class="id" title="${orderId}">${shortId(orderId)}</span></p>
</li>`;

customElements.define("fraud-panel", FraudPanel);
