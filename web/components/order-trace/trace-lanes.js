import { duration } from "../../lib/format.js";
import { html } from "../../lib/html.js";
import { toneOf } from "../badge/badge.js";

/** Percent that two dots of a lane are apart at least, so that each is seen. */
const APART = 2;

/** Who did what when: a lane for each instance that wrote a record, a dot for each record, from left to right. */
export function traceLanes(records) {
    const span = Math.max(1, ...records.map(({ sinceOrderMs }) => sinceOrderMs));
    const lanes = Map.groupBy(records, ({ writer }) => writer);
    const summary = `${records.length} records by ${lanes.size} instances within ${duration(span)}`;
    return html`<figure class="lanes" role="img" aria-label="${summary}">
        ${[...lanes].map(
            ([name, inLane]) => html`<div class="lane">
                <span class="lane-name">${name}</span>
                <span class="lane-track">
                    ${placed(inLane, span).map(
                        ({ record, left }) => html`<span
                            class="lane-dot"
                            data-tone="${toneOf(record.action)}"
                            data-left="${left.toFixed(2)}"
                            title="${record.action} on ${record.topic}, +${duration(record.sinceOrderMs)}"
                        ></span>`,
                    )}
                </span>
            </div>`,
        )}
        <div class="lane lane-scale">
            <span class="lane-name">since the order</span>
            <span class="lane-track number">
                ${[0, 1, 2, 3, 4].map((part) => html`<span>${part === 0 ? "0" : duration((span * part) / 4)}</span>`)}
            </span>
        </div>
    </figure>
    <ul class="lane-legend" role="list" aria-label="What the dots are">
        ${[...new Set(records.map(({ action }) => action))].map(
            (action) => html`<li data-tone="${toneOf(action)}"><span class="key"></span>${action}</li>`,
        )}
    </ul>`;
}

/** Styles cannot be written into the markup (the page's policy forbids it). */
export function placeDots(element) {
    for (const dot of element.querySelectorAll("[data-left]")) dot.style.left = `${dot.dataset.left}%`;
}

function placed(records, span) {
    let free = 0;
    const dots = records.map((record) => {
        const left = Math.max(free, (100 * record.sinceOrderMs) / span);
        free = left + APART;
        return { record, left };
    });
    let end = 100;
    for (const dot of dots.toReversed()) {
        dot.left = Math.max(0, Math.min(dot.left, end));
        end = dot.left - APART;
    }
    return dots;
}
