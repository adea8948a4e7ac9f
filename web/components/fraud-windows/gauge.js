import { count, plural } from "../../lib/format.js";
import { html } from "../../lib/html.js";

/** Length of the arc drawn below: a half circle of radius 50. */
const ARC = Math.PI * 50;

/** Above this share of its limit a window is near it. */
const NEAR = 0.7;

/** How full a window is, in a word and a tone. */
export function levelOf(number, limit) {
    if (number > limit) return { tone: "red", word: "over the limit" };
    if (number >= NEAR * limit) return { tone: "amber", word: "near the limit" };
    return { tone: "green", word: "calm" };
}

/** A half-circle gauge of orders in a window against its limit. `about` says whose they are. */
export function gauge({ label, about, number, limit }) {
    const { tone, word } = levelOf(number, limit);
    const filled = (ARC * Math.min(1, number / Math.max(1, limit))).toFixed(1);
    const text = `${plural(number, "order")} of ${count(limit)}, ${word}`;
    return html`<div
        class="gauge"
        data-tone="${tone}"
        role="meter"
        aria-label="${label}"
        aria-valuemin="0"
        aria-valuemax="${limit}"
        aria-valuenow="${Math.min(number, limit)}"
        aria-valuetext="${text}"
    >
        <svg viewBox="0 0 120 66" fill="none" stroke-width="10" stroke-linecap="round" aria-hidden="true">
            <path class="gauge-ground" d="M10 60a50 50 0 0 1 100 0" />
            ${number > 0 && html`<path class="gauge-level" d="M10 60a50 50 0 0 1 100 0" stroke-dasharray="${filled} 400" />`}
        </svg>
        <p class="gauge-number number"><strong>${count(number)}</strong> of ${count(limit)}</p>
        <p class="gauge-word">${word}</p>
        <p class="gauge-label">${label}</p>
        <p class="gauge-about muted">${about}</p>
    </div>`;
}
