import { count } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { toneOf } from "../badge/badge.js";

const NAMES = { NOTIFIED: "Notified", RETRY: "Retried", DLQ: "Dead letter" };

/** Outcomes as parts of a bar, with their counts below. */
export function outcomeBar(element, outcomes) {
    const parts = Object.keys(NAMES).map((name) => ({ name, number: Number(outcomes[name]) || 0 }));
    render(
        element,
        html`<div class="bar" aria-hidden="true">
                ${parts.map(({ name }) => html`<span data-tone="${toneOf(name)}"></span>`)}
            </div>
            <ul role="list">
                ${parts.map(
                    ({ name, number }) => html`<li data-tone="${toneOf(name)}">
                        <span class="key"></span> ${NAMES[name]} <strong class="number">${count(number)}</strong>
                    </li>`,
                )}
            </ul>`,
    );
    const spans = element.querySelectorAll(".bar span");
    parts.forEach(({ number }, index) => (spans[index].style.flexGrow = number));
}
