import { loadChart } from "../../lib/chart.js";
import { Component } from "../../lib/component.js";
import { count } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { themeChanges, tokenColor } from "../../lib/theme.js";

/**
 * One chart over the minutes. Set `chart` before it is on the page: `{title, unit, kind: "bar"|"line", max, series:
 * [{label, tone, of}]}`, where `of(minute)` is a number or null; and `minutes` whenever there are new ones.
 */
class MinutesChart extends Component {
    #drawing = null;
    #minutes = [];

    build() {
        render(
            this,
            html`<h3 class="chart-title">${this.chart.title}</h3>
                <div class="chart-area"><canvas role="img"></canvas></div>`,
        );
        this.#draw();
        this.listen(themeChanges, "change", () => this.#draw());
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        this.#drawing?.destroy();
        this.#drawing = null;
    }

    set minutes(minutes) {
        this.#minutes = minutes;
        if (this.firstChild) this.#show();
    }

    async #draw() {
        const Chart = await loadChart();
        this.hidden = Chart === null;
        if (Chart === null || !this.isConnected) return;
        this.#drawing?.destroy();
        this.#drawing = new Chart(this.find("canvas"), settingsFor(this.chart));
        this.#show();
    }

    #show() {
        const { title, unit, series } = this.chart;
        const last = this.#minutes.at(-1);
        const now = last ? series.map(({ label, of }) => `${label} ${said(of(last), unit)}`).join(", ") : "nothing yet";
        this.find("canvas").setAttribute("aria-label", `${title}, by minute. This minute: ${now}`);
        if (!this.#drawing) return;
        this.#drawing.data.labels = this.#minutes.map(({ at }) => clock.format(at));
        this.#drawing.data.datasets.forEach((dataset, index) => {
            dataset.data = this.#minutes.map((minute) => series[index].of(minute));
        });
        this.#drawing.update("none");
    }
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

const said = (value, unit) => {
    if (value === null || value === undefined) return "none";
    return unit === "$" ? `$${value.toFixed(2)}` : `${Math.round(value * 10) / 10}${unit}`;
};

/** In the page's own colours and type, without what has no room. */
function settingsFor({ kind, unit, max, series }) {
    const font = { family: getComputedStyle(document.body).fontFamily, size: 11 };
    const ticks = { color: tokenColor("--ink-faint"), font, maxRotation: 0 };
    const isStacked = kind === "bar" && series.length > 1;
    return {
        type: kind,
        data: { labels: [], datasets: series.map(({ label, tone }) => ({ label, data: [], ...lookOf(kind, tokenColor(tone)) })) },
        options: {
            animation: false,
            maintainAspectRatio: false,
            interaction: { intersect: false, mode: "index" },
            plugins: {
                legend: {
                    display: series.length > 1,
                    align: "end",
                    labels: { color: tokenColor("--ink-muted"), font, boxWidth: 8, boxHeight: 8 },
                },
                tooltip: {
                    displayColors: series.length > 1,
                    titleFont: font,
                    bodyFont: font,
                    callbacks: { label: ({ dataset, raw }) => `${dataset.label}: ${said(raw, unit)}` },
                },
            },
            scales: {
                x: { stacked: isStacked, grid: { display: false, drawBorder: false }, ticks: { ...ticks, maxTicksLimit: 6 } },
                y: {
                    stacked: isStacked,
                    beginAtZero: true,
                    suggestedMax: max,
                    grid: { color: tokenColor("--line"), drawBorder: false, drawTicks: false },
                    ticks: {
                        ...ticks,
                        precision: 0,
                        maxTicksLimit: 5,
                        padding: 6,
                        callback: (value) => (unit === "$" ? `$${count(value)}` : `${count(value)}${unit}`),
                    },
                },
            },
        },
    };
}

const lookOf = (kind, color) =>
    kind === "bar"
        ? { backgroundColor: color, borderRadius: 3, maxBarThickness: 22, categoryPercentage: 0.82, barPercentage: 0.9 }
        : {
              borderColor: color,
              backgroundColor: color.replace(/^rgb\((.*)\)$/, "rgba($1, 0.1)"),
              borderWidth: 2,
              fill: true,
              pointRadius: 2.5,
              pointBackgroundColor: color,
              pointHitRadius: 12,
              spanGaps: false,
          };

customElements.define("minutes-chart", MinutesChart);
