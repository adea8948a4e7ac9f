import { getJson } from "../../lib/api.js";
import { Component } from "../../lib/component.js";
import { count, money, plural, sentence } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { nameShown } from "../../state/hidden.js";
import { store } from "../../state/store.js";
import { panel } from "../panel/panel.js";
import { gauge, levelOf } from "./gauge.js";

/** Milliseconds between two looks: windows slide by themselves. */
const PACE = 1_000;

/** Looks at the windows for one at the settings, which change when somebody changes them. */
const SETTINGS_EVERY = 5;

/** The sliding windows of the fraud service as gauges against their limits, and who is busiest in them. */
class FraudWindows extends Component {
    #settings = null;
    #looks = 0;
    #isLooking = false;

    build() {
        const body = html`<p class="windows-problem" role="alert" hidden></p>
            <div class="gauges"></div>
            <h3 class="busiest-title">Busiest customers</h3>
            <ol class="busiest" role="list" aria-label="Busiest customers"></ol>
            <p class="busiest-none muted" role="status">Waiting for the windows…</p>
            <p class="fraud-rules muted"></p>`;
        render(this, panel({ id: "fraud-windows", title: "Windows", aside: html`<span class="panel-count number"></span>`, body }));
        this.repeat(PACE, () => this.#look());
        this.#look();
    }

    async #look() {
        if (this.#isLooking || document.hidden) return;
        this.#isLooking = true;
        try {
            const windows = await getJson("/api/fraud/windows");
            if (this.#settings === null || this.#looks % SETTINGS_EVERY === 0) this.#settings = await getJson("/api/settings");
            this.#looks += 1;
            if (this.isConnected) this.#show(windows);
        } catch ({ message }) {
            const problem = this.find(".windows-problem");
            problem.hidden = false;
            if (this.#key === null) this.#showNothing(true);
            problem.textContent = `The windows cannot be read right now. ${sentence(message)}`;
        }
        this.#isLooking = false;
    }

    /** Whether there never were any windows to show. */
    #showNothing(isNothing) {
        for (const part of [".gauges", ".busiest-title", ".busiest-none"]) this.find(part).hidden = isNothing;
    }

    #show(windows) {
        this.find(".windows-problem").hidden = true;
        if (this.#key === null) this.#showNothing(false);
        const key = JSON.stringify({ ...windows, at: null, settings: this.#settings, hidden: store.state.room.hidden });
        if (key === this.#key) return;
        this.#key = key;
        const { room } = store.state;
        const { windowSeconds, global, customers } = windows;
        const [busiest] = customers;
        const limit = busiest?.limit ?? this.#settings.fraudVelocity;
        this.find(".panel-count").textContent = `the last ${windowSeconds} s`;
        render(
            this.find(".gauges"),
            html`${gauge({
                label: "Busiest customer",
                about: busiest ? nameShown(room, busiest.name) : "nobody has ordered",
                number: busiest?.count ?? 0,
                limit,
            })}
            ${gauge({ label: "Everybody", about: "all orders", number: global.count, limit: global.limit })}`,
        );
        this.#showBusiest(customers);
        this.#showRules(windows);
    }
    #key = null;

    #showBusiest(customers) {
        const list = this.find(".busiest");
        render(
            list,
            html`${customers.map(
                ({ name, count: number, limit }) => html`<li data-tone="${levelOf(number, limit).tone}">
                    <span class="busiest-name">${nameShown(store.state.room, name)}</span>
                    <span class="busiest-count number">${count(number)} of ${count(limit)}</span>
                    <span class="busiest-bar" aria-hidden="true"><span></span></span>
                </li>`,
            )}`,
        );
        list.querySelectorAll(".busiest-bar span").forEach((bar, index) => {
            const { count: number, limit } = customers[index];
            bar.style.width = `${Math.min(100, (100 * number) / Math.max(1, limit))}%`;
        });
        const none = this.find(".busiest-none");
        none.hidden = customers.length > 0;
        none.textContent = "Nobody has ordered within the window.";
    }

    #showRules({ windowSeconds, global, customers }) {
        const { fraudVelocity, fraudAmount } = this.#settings;
        const velocity = customers[0]?.limit ?? fraudVelocity;
        const text = `More than ${plural(velocity, "order")} by one customer within ${windowSeconds} s: HIGH. More than
            ${count(global.limit)} by everybody: MEDIUM. One above ${money(fraudAmount / 100)}: LOW.`.replace(/\s+/g, " ");
        if (this.find(".fraud-rules").textContent !== text) this.find(".fraud-rules").textContent = text;
    }
}

customElements.define("fraud-windows", FraudWindows);
