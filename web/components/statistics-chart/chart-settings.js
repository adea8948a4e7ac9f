import { time } from "../../lib/format.js";
import { tokenColor } from "../../lib/theme.js";

/** How Chart.js draws a line over time: in the page's own colours and type, without what has no room. */
export function chartSettings({ unit, suggestedMax }) {
    const accent = tokenColor("--accent");
    const font = { family: getComputedStyle(document.body).fontFamily, size: 11 };
    const ticks = { color: tokenColor("--ink-faint"), font, maxRotation: 0 };
    return {
        type: "line",
        data: { datasets: [{ data: [], ...line(accent) }] },
        options: {
            animation: false,
            maintainAspectRatio: false,
            normalized: true,
            interaction: { intersect: false, mode: "index" },
            plugins: {
                legend: { display: false },
                tooltip: {
                    displayColors: false,
                    titleFont: font,
                    bodyFont: font,
                    callbacks: {
                        title: ([{ parsed }]) => time(parsed.x * 1000),
                        label: ({ parsed }) => `${parsed.y}${unit}`,
                    },
                },
            },
            scales: {
                x: {
                    type: "linear",
                    bounds: "data",
                    grid: { display: false, drawBorder: false },
                    afterBuildTicks: (axis) => (axis.ticks = thirds(axis)),
                    ticks: { ...ticks, autoSkip: false, align: "inner", callback: (second) => time(second * 1000) },
                },
                y: {
                    beginAtZero: true,
                    suggestedMax,
                    grid: { color: tokenColor("--line"), drawBorder: false, drawTicks: false },
                    ticks: { ...ticks, precision: 0, maxTicksLimit: 4, padding: 6 },
                },
            },
        },
    };
}

const thirds = ({ min, max }) =>
    [...new Set([0, 1, 2, 3].map((part) => Math.round(min + (part * (max - min)) / 3)))].map((value) => ({ value }));

const line = (color) => ({
    borderColor: color,
    backgroundColor: color.replace(/^rgb\((.*)\)$/, "rgba($1, 0.1)"),
    borderWidth: 1.75,
    fill: true,
    // One alone makes no line.
    pointRadius: ({ dataset }) => (dataset.data.length === 1 ? 3 : 0),
    pointHitRadius: 12,
    cubicInterpolationMode: "monotone",
});
