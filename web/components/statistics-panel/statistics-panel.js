import { Component } from "../../lib/component.js";
import { ago, count } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { outcomeBar } from "./outcome-bar.js";

const FIGURES = [
    { name: "orders", label: "Orders a minute", note: "", of: (stats) => count(stats.ordersPerMinute) },
    {
        name: "success",
        label: "Success rate",
        note: "of those finished",
        of: (stats) => stats.notificationSuccessRate,
    },
    {
        name: "latency",
        label: "Average latency",
        note: "order to outcome",
        of: (stats) => html`${count(stats.avgNotificationLatencyMs)} <small>ms</small>`,
    },
];

/** How the system does: the newest STREAM_STATS. Attribute `plain`: without its chart. */
class StatisticsPanel extends Component {
    build() {
        render(
            this,
            html`<section class="statistics" aria-labelledby="statistics-title">
                <h2 class="visually-hidden" id="statistics-title">Statistics</h2>
                <dl>
                    ${FIGURES.map(
                        ({ name, label, note }) => html`<div class="figure" data-name="${name}">
                            <dt>${label}</dt>
                            <dd class="number"></dd>
                            <dd class="note">${note}</dd>
                        </div>`,
                    )}
                    <div class="figure wide"><dt>Notification outcomes</dt><dd class="outcomes"></dd></div>
                </dl>
                ${!this.hasAttribute("plain") &&
                html`<div class="figure chart"><statistics-chart series="ordersPerMinute"></statistics-chart></div>`}
            </section>`,
        );
        this.watch(({ statistics }) => statistics, (statistics) => this.#show(statistics));
        this.repeat(5_000, () => this.#showAge());
    }

    #time = null;

    #show({ latest, time }) {
        for (const { name, of } of FIGURES) {
            const figure = latest ? html`${of(latest)}` : html`<span class="none">–</span>`;
            render(this.find(`[data-name=${name}] .number`), figure);
        }
        outcomeBar(this.find(".outcomes"), latest?.notificationOutcomes ?? {});
        this.#time = time;
        this.#showAge();
    }

    #showAge() {
        this.find("[data-name=orders] .note").textContent = this.#time ? `${ago(this.#time)}` : "after the first order";
    }
}

customElements.define("statistics-panel", StatisticsPanel);
