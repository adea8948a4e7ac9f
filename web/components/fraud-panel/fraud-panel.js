import { Component } from "../../lib/component.js";
import { count, newest, sentence, time } from "../../lib/format.js";
import { create, html, render } from "../../lib/html.js";
import { VirtualList } from "../../lib/virtual-list.js";
import { ALERTS_KEPT } from "../../state/fraud.js";
import { nameShown, sentenceShown } from "../../state/hidden.js";
import { store } from "../../state/store.js";
import { badge } from "../badge/badge.js";
import { emptyState } from "../empty-state/empty-state.js";
import { orderLink } from "../order-link/order-link.js";
import { panel } from "../panel/panel.js";

const SEVERITIES = ["HIGH", "MEDIUM", "LOW"];

const empty = emptyState(
    "fraud",
    "No alerts",
    "Too many orders within the window, by one customer or by everybody, or one that is worth too much, raises one.",
);
const noneSuch = emptyState("fraud", "No alert of this severity", "Choose another to see the others.");

/** Fraud alerts, newest first. Attribute `filter`: to be chosen by severity. */
class FraudPanel extends Component {
    #list;
    #severity = "";

    build() {
        const aside = html`<span class="panel-count number"></span>`;
        const body = html`${this.hasAttribute("filter") &&
            html`<div class="filter severities" role="group" aria-label="Severity">
                ${["", ...SEVERITIES].map(
                    (one) => html`<button class="choice" aria-pressed="false" data-severity="${one}"></button>`,
                )}
            </div>`}
            <div class="panel-scroll" tabindex="0" role="region" aria-label="Alerts">
                <ul role="list" aria-label="Fraud alerts, newest first"></ul>
                <p class="panel-wait muted" role="status" hidden>Waiting for the alerts…</p>
                <div class="fraud-none" hidden>${empty}</div>
                <div class="fraud-none-such" hidden>${noneSuch}</div>
            </div>`;
        render(this, panel({ id: "fraud", title: "Fraud alerts", aside, body }));
        this.#list = new VirtualList(this.find(".panel-scroll"), this.find("ul"), {
            key: ({ id }) => id,
            create: (alert) => create(row(alert)),
            height: 92,
            pace: 100,
        });
        this.find(".severities")?.addEventListener("click", ({ target }) => this.#choose(target.closest("[data-severity]")));
        this.watch(({ fraud }) => fraud, () => this.#show());
        this.watch(({ followed }) => followed, () => this.#show());
        this.watch(({ room }) => room.hidden, () => this.#list.redraw());
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        this.#list.stop();
    }

    #choose(chip) {
        if (!chip) return;
        this.#severity = chip.dataset.severity;
        this.find(".panel-scroll").scrollTop = 0;
        this.#show();
    }

    #show() {
        const alerts = store.state.fraud;
        const shown = this.#severity ? alerts.filter(({ severity }) => severity === this.#severity) : alerts;
        this.#list.show(shown);
        this.find(".panel-count").textContent = alerts.length > 0 ? newest(alerts.length, ALERTS_KEPT, "alert") : "";
        const isFollowed = store.state.followed.includes("audit");
        this.find(".panel-wait").hidden = alerts.length > 0 || isFollowed;
        this.find(".fraud-none").hidden = alerts.length > 0 || !isFollowed;
        this.find(".fraud-none-such").hidden = shown.length > 0 || alerts.length === 0;
        for (const chip of this.querySelectorAll("[data-severity]")) this.#showChip(chip, alerts);
    }

    #showChip(chip, alerts) {
        const name = chip.dataset.severity;
        const number = name ? alerts.filter(({ severity }) => severity === name).length : alerts.length;
        chip.textContent = store.state.followed.includes("audit") ? `${name || "All"} ${count(number)}` : name || "All";
        chip.setAttribute("aria-pressed", String(name === this.#severity));
    }
}

const row = ({ time: when, severity, type, reason, customerName, orderId }) => html`<li class="fraud-alert">
    <p class="fraud-head">${badge(severity)} <strong>${type}</strong> <time datetime="${when}">${time(when)}</time></p>
    <p>${sentence(sentenceShown(store.state.room, reason, customerName, orderId))}</p>
    <p class="fraud-about">${nameShown(store.state.room, customerName, orderId)} · order ${orderLink(orderId)}</p>
</li>`;

customElements.define("fraud-panel", FraudPanel);
