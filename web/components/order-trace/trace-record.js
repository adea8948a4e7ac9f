import { count, duration, preciseTime } from "../../lib/format.js";
import { html } from "../../lib/html.js";
import { describe } from "../audit-feed/audit-entry.js";
import { store } from "../../state/store.js";
import { badge, toneOf } from "../badge/badge.js";

/** One record of a trace: when, what, where it lies, who wrote and who handled it; headers and value to unfold. */
export const traceRecord = (record) => html`<li class="trace-record" data-tone="${toneOf(record.action)}">
    <p class="trace-when number">
        <strong>+${duration(record.sinceOrderMs)}</strong>
        <time datetime="${new Date(record.timestamp).toISOString()}">${preciseTime(record.timestamp)}</time>
    </p>
    <div class="trace-what">
        <p class="trace-line">
            ${badge(record.action)} <span class="trace-words">${words(record)}</span>
        </p>
        <p class="trace-where">
            <span><span class="record-topic">${record.topic}</span> partition ${record.partition}, offset ${count(record.offset)}</span>
            <span>written by <strong>${record.writer}</strong></span>
            ${record.handledBy &&
            record.handledBy !== record.writer &&
            html`<span>handled by <strong>${record.handledBy}</strong></span>`}
        </p>
        <details>
            <summary>Headers and value</summary>
            <table>
                <caption class="visually-hidden">
                    Headers
                </caption>
                <tbody>
                    ${Object.entries(record.headers ?? {}).map(
                        ([name, value]) => html`<tr>
                            <th scope="row">${name}</th>
                            <td>${[value].flat().join(", ")}</td>
                        </tr>`,
                    )}
                </tbody>
            </table>
            <pre tabindex="0" role="region" aria-label="Value">${pretty(record.value)}</pre>
        </details>
    </div>
</li>`;

/** A record of the topic orders says what is asked for, one of audit what was done about it. */
function words({ topic, action, value, headers }) {
    if (headers?.["dlq-original-topic"]) return headers["dlq-exception-message"];
    if (headers?.["redrive-group"]) return html`Sent again by redrive ${headers.redriveCount}, for ${headers["redrive-group"]}`;
    if (headers?.retryCount) return `Sent again for attempt ${Number(headers.retryCount) + 1}`;
    if (topic.endsWith("-dlq")) return value?.reason;
    return describe(action, value ?? {}, store.state.room);
}

const pretty = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
