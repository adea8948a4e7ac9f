import { gateway } from "../../actions/gateway.js";
import { getJson } from "../../lib/api.js";
import { Component } from "../../lib/component.js";
import { count, duration, money, moneyAtAGlance, sentence, time } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { pace } from "../../lib/pace.js";
import { rateOf, sumOf, topItems } from "../../state/minutes.js";
import { emptyState } from "../empty-state/empty-state.js";
import { outcomeBar } from "../statistics-panel/outcome-bar.js";
import { charts } from "./charts.js";

const MINUTES = 15;

/** Milliseconds between two looks while things happen, and while nothing does (minutes go by). */
const PACE = 1_500;
const IDLE = 10_000;

const FIGURES = [
    { label: "Orders", of: ({ orders }) => count(orders) },
    { label: "Success rate", of: ({ successRate }) => (successRate === null ? "–" : `${successRate.toFixed(1)}%`) },
    { label: "Average latency", of: ({ latencyMs }) => withUnit(duration(latencyMs)) },
    { label: "Revenue", of: ({ revenue }) => moneyAtAGlance(revenue) },
];

/** A number is large, its unit is not. */
function withUnit(text) {
    const [number, unit] = text.split(" ");
    return html`${number} ${unit ? html`<small>${unit}</small>` : null}`;
}

const empty = emptyState("analytics", "Nothing was ordered in the last 15 minutes", "Place an order: each minute gets a bar of its own.");

/** The last 15 minutes as the analytics service keeps them in Redis: figures, charts, top items, and all as a table. */
class AnalyticsBoard extends Component {
    #look = pace(PACE, () => this.#fetch());
    #stops = [];

    build() {
        render(
            this,
            html`<p class="analytics-problem" role="alert" hidden></p>
                <section class="statistics analytics-figures" aria-labelledby="analytics-title">
                    <h2 class="visually-hidden" id="analytics-title">The last ${MINUTES} minutes</h2>
                    <dl>
                        ${FIGURES.map(({ label }) => html`<div class="figure"><dt>${label}</dt><dd class="number">–</dd></div>`)}
                        <div class="figure wide"><dt>Notification outcomes</dt><dd class="outcomes"></dd></div>
                    </dl>
                </section>
                <p class="analytics-loading muted" role="status">Waiting for the last ${MINUTES} minutes…</p>
                <div class="panel analytics-none" hidden>${empty}</div>
                <div class="minutes-charts" hidden>
                    ${charts.map((_, index) => html`<section class="panel minutes-panel" data-chart="${index}"></section>`)}
                    <section class="panel minutes-panel" aria-labelledby="items-title">
                        <h3 class="chart-title" id="items-title">Top items</h3>
                        <ol class="top-items" role="list"></ol>
                    </section>
                </div>
                <details class="analytics-table" hidden>
                    <summary>The same as a table</summary>
                    <div class="panel-scroll" tabindex="0" role="region" aria-label="Minutes as a table"><table></table></div>
                </details>`,
        );
        for (const place of this.querySelectorAll("[data-chart]")) {
            const chart = document.createElement("minutes-chart");
            chart.chart = charts[place.dataset.chart];
            place.ariaLabel = chart.chart.title;
            place.append(chart);
        }
        this.#stops = [
            gateway.on("events", ({ channel }) => (channel === "audit" || channel === "orders") && this.#look()),
            gateway.on("welcome", () => this.#look()),
        ];
        this.repeat(IDLE, () => this.#look());
        this.#look();
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        for (const stop of this.#stops.splice(0)) stop();
        this.#look.stop();
    }

    async #fetch() {
        try {
            const { minutes } = await getJson(`/api/analytics/minutes?minutes=${MINUTES}`);
            if (this.isConnected) this.#show(minutes);
        } catch ({ message }) {
            if (!this.isConnected) return;
            this.find(".analytics-loading").hidden = true;
            this.find(".analytics-problem").hidden = false;
            this.find(".analytics-problem").textContent = `The numbers cannot be read right now. ${sentence(message)}`;
        }
    }

    #show(minutes) {
        const sum = sumOf(minutes);
        const isEmpty = sum.orders + sum.notified + sum.retries + sum.dlq === 0;
        this.find(".analytics-problem").hidden = true;
        this.find(".analytics-loading").hidden = true;
        this.find(".analytics-none").hidden = !isEmpty;
        this.find(".minutes-charts").hidden = isEmpty;
        this.find(".analytics-table").hidden = isEmpty;
        this.querySelectorAll("dd.number").forEach((figure, index) => render(figure, html`${FIGURES[index].of(sum)}`));
        outcomeBar(this.find(".outcomes"), { NOTIFIED: sum.notified, RETRY: sum.retries, DLQ: sum.dlq });
        for (const chart of this.querySelectorAll("minutes-chart")) chart.minutes = minutes;
        this.#showItems(topItems(minutes));
        this.#showTable(minutes);
    }

    #showItems(items) {
        const list = this.find(".top-items");
        render(
            list,
            html`${items.map(
                ({ item, quantity }) => html`<li>
                    <span class="item-name">${item}</span> <span class="number">${count(quantity)}</span>
                    <span class="item-bar" aria-hidden="true"><span></span></span>
                </li>`,
            )}`,
        );
        list.querySelectorAll(".item-bar span").forEach((bar, index) => {
            bar.style.width = `${(100 * items[index].quantity) / items[0].quantity}%`;
        });
    }

    #showTable(minutes) {
        const rateText = (minute) => (rateOf(minute) === null ? "–" : `${rateOf(minute).toFixed(1)}%`);
        render(
            this.find("table"),
            html`<caption class="visually-hidden">The last ${MINUTES} minutes</caption>
                <thead>
                    <tr>
                        ${["Minute", "Orders", "Notified", "Retries", "Dead letters", "Success rate", "Latency", "Revenue"].map(
                            (name) => html`<th scope="col">${name}</th>`,
                        )}
                    </tr>
                </thead>
                <tbody class="number">
                    ${[...minutes].reverse().map(
                        (minute) => html`<tr>
                            <th scope="row">${time(minute.at)}</th>
                            <td>${count(minute.orders)}</td>
                            <td>${count(minute.notified)}</td>
                            <td>${count(minute.retries)}</td>
                            <td>${count(minute.dlq)}</td>
                            <td>${rateText(minute)}</td>
                            <td>${duration(minute.latencyMs)}</td>
                            <td>${money(minute.revenue)}</td>
                        </tr>`,
                    )}
                </tbody>`,
        );
    }
}

customElements.define("analytics-board", AnalyticsBoard);
