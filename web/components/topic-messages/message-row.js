import { count, preciseTime, time } from "../../lib/format.js";
import { create, html } from "../../lib/html.js";
import { addressOf } from "../../lib/router.js";

/** Characters of a value in the line of a record. */
const LINE = 220;

/** A record as a line that opens: `element.dataset.open` keeps it in a virtual list. */
export function messageRow({ topic, record }) {
    const { partition, offset, timestamp, key } = record;
    const row = create(
        html`<li class="message">
            <button class="message-line" aria-expanded="false">
                <span class="message-place number" title="Partition ${partition}, offset ${offset}">
                    <span class="visually-hidden">Partition</span> ${partition}
                    <span class="visually-hidden">offset</span><span aria-hidden="true">·</span> ${count(offset)}
                </span>
                <time datetime="${new Date(timestamp).toISOString()}">${preciseTime(timestamp)}</time>
                <span class="message-key id">${key ?? html`<i>no key</i>`}</span>
                <span class="message-value">${line(record)}</span>
            </button>
        </li>`,
    );
    row.firstElementChild.addEventListener("click", () => toggle(row, topic, record));
    return row;
}

function toggle(row, topic, record) {
    const opens = row.dataset.open === undefined;
    row.firstElementChild.setAttribute("aria-expanded", String(opens));
    if (!opens) {
        delete row.dataset.open;
        row.lastElementChild.remove();
        return;
    }
    row.dataset.open = "";
    row.append(create(details(topic, record)));
}

function line({ value, encoding }) {
    if (encoding === "base64") return textOf(value).slice(0, LINE);
    if (value === null) return html`<i>null (a tombstone)</i>`;
    const text = JSON.stringify(value);
    return text.length > LINE ? `${text.slice(0, LINE)}…` : text;
}

function details(topic, record) {
    const { partition, offset, timestamp, key, headers, value, encoding } = record;
    const orderId = value?.order?.id ?? value?.orderId ?? null;
    return html`<div class="message-details">
        <dl>
            <div><dt>Topic</dt><dd>${topic}, partition ${partition}, offset <span class="number">${offset}</span></dd></div>
            <div><dt>Time</dt><dd class="number">${time(timestamp)} (${preciseTime(timestamp)})</dd></div>
            <div><dt>Key</dt><dd class="id">${key ?? "none: the producer chose a partition"}</dd></div>
            ${Object.entries(headers ?? {}).map(
                ([name, held]) => html`<div><dt>Header ${name}</dt><dd class="id">${[held].flat().join(", ")}</dd></div>`,
            )}
        </dl>
        <pre tabindex="0" aria-label="Value" role="region">${encoding === "base64" ? textOf(value) : pretty(value)}</pre>
        ${encoding === "base64" && html`<p class="muted">This value is not JSON; it is shown as text.</p>`}
        ${orderId && html`<p><a href="${addressOf("orders", orderId)}">Everything about this order</a></p>`}
    </div>`;
}

const pretty = (value) => (value === null ? "null (a tombstone: the key is deleted)" : JSON.stringify(value, null, 2));

/** Bytes as text; what is no UTF-8 is shown as the replacement character. */
function textOf(base64) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new TextDecoder().decode(bytes);
}
