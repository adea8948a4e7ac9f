import { loadChart } from "../../lib/chart.js";
import { Component } from "../../lib/component.js";
import { html, render } from "../../lib/html.js";
import { themeChanges } from "../../lib/theme.js";
import { store } from "../../state/store.js";
import { chartSettings } from "./chart-settings.js";

const SERIES = {
    ordersPerMinute: { title: "Orders a minute", unit: "", suggestedMax: 10 },
    successRate: { title: "Success rate", unit: "%", suggestedMax: 100 },
    latency: { title: "Average latency", unit: " ms", suggestedMax: 100 },
};

/** Milliseconds between drawings: the history has a point a second, and drawing is what costs. */
const PACE = 500;

/** One number of STREAM_STATS over the last minutes. Attribute `series`: which one. */
class StatisticsChart extends Component {
    #chart = null;
    #isDue = false;

    build() {
        render(
            this,
            html`<p class="chart-title muted">${this.#series.title}</p>
                <div class="chart-area"><canvas role="img"></canvas></div>`,
        );
        this.#draw();
        this.listen(themeChanges, "change", () => this.#draw());
        this.watch(({ statistics }) => statistics.history, () => (this.#isDue = true));
        this.repeat(PACE, () => this.#isDue && this.#show());
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        this.#chart?.destroy();
        this.#chart = null;
    }

    get #series() {
        return SERIES[this.getAttribute("series")];
    }

    async #draw() {
        const Chart = await loadChart();
        this.hidden = Chart === null;
        if (Chart === null || !this.isConnected) return;
        this.#chart?.destroy();
        this.#chart = new Chart(this.find("canvas"), chartSettings(this.#series));
        this.#show();
    }

    #show() {
        this.#isDue = false;
        const { history } = store.state.statistics;
        const { title, unit } = this.#series;
        const points = history.map((point) => ({ x: point.second, y: point[this.getAttribute("series")] }));
        const now = points.length > 0 ? `now ${points.at(-1).y}${unit}` : "nothing yet";
        this.find("canvas").setAttribute("aria-label", `${title} over time, ${now}`);
        if (!this.#chart) return;
        this.#chart.data.datasets[0].data = points;
        // Without a point the axis would tell of 1970.
        this.#chart.options.scales.x.display = points.length > 0;
        this.#chart.update("none");
    }
}

customElements.define("statistics-chart", StatisticsChart);
