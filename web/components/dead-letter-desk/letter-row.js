import { money, plural, time, total } from "../../lib/format.js";
import { bytesOf, hexDump } from "../../lib/hex-dump.js";
import { html } from "../../lib/html.js";
import { orderShown } from "../../state/hidden.js";
import { STATES } from "../../state/letters.js";
import { store } from "../../state/store.js";
import { badge } from "../badge/badge.js";
import { orderLink } from "../order-link/order-link.js";

const TONES = { waiting: "amber", redriven: "blue", discarded: "slate" };

/** What a dead letter is, why, and what was done about it. `mayAct`: whether there are buttons for that. */
export const letterRow = (letter, mayAct) => html`<p class="letter-head">
        ${stateBadge(letter)} ${outcomeBadge(letter)}
        <strong class="letter-reason">${letter.reason}</strong>
        <time datetime="${new Date(letter.timestamp).toISOString()}">${time(letter.timestamp)}</time>
    </p>
    ${orderText(letter)}
    <p class="letter-about">
        <span>${letter.kind === "unparsable" ? "Unparsable" : "Given up"}</span>
        ${letter.orderId && html`<span>order ${orderLink(letter.orderId)}</span>`}
        ${letter.attempts && html`<span>${plural(letter.attempts, "attempt")}</span>`}
        ${letter.group && html`<span>${letter.group}</span>`}
        ${letter.origin && html`<span>from ${place(letter.origin)}</span>`}
        <span>now at ${place(letter)}</span>
    </p>
    <div class="letter-more">
        <details>
            <summary>${letter.bytes === undefined ? "Headers and value" : "Headers and raw bytes"}</summary>
            <dl class="letter-pairs">
                ${Object.entries(letter.headers ?? {}).map(
                    ([name, value]) => html`<div><dt>${name}</dt><dd>${[value].flat().join(", ")}</dd></div>`,
                )}
            </dl>
            <pre tabindex="0" role="region" aria-label="${letter.bytes === undefined ? "Value" : "Raw bytes"}">${content(letter)}</pre>
        </details>
        ${mayAct && actions(letter)}
    </div>`;

const stateBadge = ({ state, redriveCount }) => {
    const times = state === "redriven" && redriveCount > 1 ? ` × ${redriveCount}` : "";
    return html`<span class="badge" data-tone="${TONES[state] ?? "slate"}">${STATES[state] ?? state}${times}</span>`;
};

function outcomeBadge({ state, outcome }) {
    if (state !== "redriven") return null;
    if (!outcome) return html`<span class="muted letter-waits">no outcome yet</span>`;
    return badge(outcome, outcome === "DLQ" ? "Dead again" : outcome === "NOTIFIED" ? "Notified" : outcome);
}

function orderText({ value }) {
    const order = orderShown(store.state.room, value?.order);
    return order?.customerName && html`<p>${order.customerName} · ${order.quantity} × ${order.item} · ${money(total(order))}</p>`;
}

/** One that was sent back and failed again has a letter of its own for that. */
function actions({ state }) {
    if (state === "waiting") {
        return html`<span class="letter-actions">
            <button class="button small" data-do="redrive">Redrive</button>
            <button class="button small" data-do="discard">Discard</button>
        </span>`;
    }
    return state === "discarded" && html`<span class="letter-actions"><button class="button small" data-do="again">Redrive after all</button></span>`;
}

const place = ({ topic, partition, offset }) => html`<span class="record-topic">${topic}</span> ${partition}/${offset}`;

const content = ({ value, bytes }) => {
    if (bytes !== undefined) return hexDump(bytesOf(bytes));
    return typeof value === "string" ? value : JSON.stringify(value, null, 2);
};
