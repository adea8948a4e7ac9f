import { loadChart } from "../../lib/chart.js";
import { Component } from "../../lib/component.js";
import { time } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { themeChanges } from "../../lib/theme.js";
import { store } from "../../state/store.js";
import { chartSettings } from "./chart-settings.js";

/** Orders a minute over the last minutes, from STREAM_STATS. */
class OrdersChart extends Component {
    #chart = null;

    build() {
        render(
            this,
            html`<p class="chart-title muted">Orders a minute</p>
                <div class="chart-area"><canvas role="img" aria-label="Orders a minute over time"></canvas></div>`,
        );
        this.#draw();
        this.listen(themeChanges, "change", () => this.#draw());
        this.watch(({ statistics }) => statistics.history, (history) => this.#show(history));
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        this.#chart?.destroy();
        this.#chart = null;
    }

    async #draw() {
        const Chart = await loadChart();
        this.hidden = Chart === null;
        if (Chart === null || !this.isConnected) return;
        this.#chart?.destroy();
        this.#chart = new Chart(this.find("canvas"), chartSettings());
        this.#show(store.state.statistics.history);
    }

    #show(history) {
        const newest = history.at(-1);
        this.find("canvas").setAttribute(
            "aria-label",
            newest ? `Orders a minute over time, now ${newest.ordersPerMinute}` : "Orders a minute over time, none yet",
        );
        if (!this.#chart) return;
        this.#chart.data.labels = history.map(({ second }) => time(second * 1000));
        this.#chart.data.datasets[0].data = history.map(({ ordersPerMinute }) => ordersPerMinute);
        this.#chart.update("none");
    }
}

customElements.define("orders-chart", OrdersChart);
