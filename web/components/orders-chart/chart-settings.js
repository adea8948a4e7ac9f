import { tokenColor } from "../../lib/theme.js";

/** How Chart.js draws the line: in the page's own colours and type, without what a small chart has no room for. */
export function chartSettings() {
    const accent = tokenColor("--accent");
    const font = { family: getComputedStyle(document.body).fontFamily, size: 11 };
    const ticks = { color: tokenColor("--ink-faint"), font, maxRotation: 0, autoSkipPadding: 32 };
    return {
        type: "line",
        data: { labels: [], datasets: [{ data: [], ...line(accent) }] },
        options: {
            animation: false,
            maintainAspectRatio: false,
            interaction: { intersect: false, mode: "index" },
            plugins: { legend: { display: false }, tooltip: { displayColors: false, titleFont: font, bodyFont: font } },
            scales: {
                x: { ticks, grid: { display: false }, border: { display: false } },
                y: {
                    ticks: { ...ticks, precision: 0, maxTicksLimit: 4 },
                    beginAtZero: true,
                    suggestedMax: 10,
                    grid: { color: tokenColor("--line"), drawBorder: false, drawTicks: false },
                },
            },
        },
    };
}

const line = (color) => ({
    borderColor: color,
    backgroundColor: color.replace(/^rgb\((.*)\)$/, "rgba($1, 0.12)"),
    borderWidth: 1.75,
    fill: true,
    pointRadius: 0,
    pointHitRadius: 12,
    tension: 0.25,
});
