import { html } from "../../lib/html.js";

const WIDTH = 72;
const HEIGHT = 18;

/** A small line of how a number went, for the eye: the number itself stands beside it. */
export function sparkline(points) {
    const values = points.filter((value) => Number.isFinite(value));
    if (values.length < 2) return html`<svg class="sparkline" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true"></svg>`;
    return html`<svg class="sparkline" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
        <polyline points="${lineOf(values)}" />
    </svg>`;
}

/** From the bottom, which is 0, to the highest of them. */
export function lineOf(values, width = WIDTH, height = HEIGHT) {
    const high = Math.max(...values);
    const low = Math.min(0, ...values);
    const y = (value) => (high === low ? height - 1 : 1 + (height - 2) * (1 - (value - low) / (high - low)));
    return values.map((value, index) => `${((index * width) / (values.length - 1)).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
}
