import { Component } from "../../lib/component.js";
import { html, render } from "../../lib/html.js";
import { addressOf } from "../../lib/router.js";

/** Each with the step in which it was seen. */
const BENEFITS = [
    ["why", "The order is accepted whoever is down."],
    ["groups", "A new reader needs no change in the writer: one more group."],
    ["scaling", "Work is shared by adding instances, up to the partitions."],
    ["retries", "What fails is tried again without holding up the rest."],
    ["replay", "The past can be read again."],
];
const PROBLEMS = [
    ["without-kafka", "The customer waits for the sum of all calls."],
    ["without-kafka", "One service that is down stops all orders."],
    ["without-kafka", "A new consumer is a change in the order path."],
    ["retries", "A retry keeps the customer waiting, or is given up."],
    ["replay", "What was missed is gone: there is no log to go back to."],
];

const box = (x, y, text, kind = "") => html`<g class="compare-box ${kind}">
    <rect x="${x}" y="${y}" width="112" height="34" rx="8"></rect>
    <text x="${x + 56}" y="${y + 21}">${text}</text>
</g>`;

const SERVICES = ["Notification", "Analytics", "Audit"];

const withKafka = html`<svg viewBox="0 0 420 200" role="img" aria-label="With Kafka: the gateway writes to a topic, from which each service reads by itself">
    <path class="compare-line" d="M120 100H154" /><path class="compare-line" d="M266 92C282 92 280 33 296 33M266 100H296M266 108C282 108 280 167 296 167" />
    ${box(8, 83, "Gateway")} ${box(154, 83, "Topic orders", "log")}
    ${SERVICES.map((name, index) => box(296, 16 + index * 67, name))}
</svg>`;

const withoutKafka = html`<svg viewBox="0 0 420 200" role="img" aria-label="Without Kafka: the gateway calls each service and waits, one after another">
    ${SERVICES.map(
        (_, index) => html`<path class="compare-line" d="M120 ${92 + index * 8}C200 ${92 + index * 8} 200 ${33 + index * 67} 296 ${33 + index * 67}" />
            <text class="compare-note" x="236" y="${[22, 92, 190][index]}">${index + 1}. call, wait</text>`,
    )}
    ${box(8, 83, "Gateway")} ${SERVICES.map((name, index) => box(296, 16 + index * 67, name))}
</svg>`;

const list = (title, entries) => html`<h4>${title}</h4>
    <ol>${entries.map(([step, text]) => html`<li><a href="${addressOf("learn", step)}">${text}</a></li>`)}</ol>`;

/** Both ways beside each other: how they look, and what was seen of them. */
class WithWithout extends Component {
    build() {
        render(
            this,
            html`<div class="learn-compare">
                <section aria-labelledby="with-title"><h3 id="with-title">With Kafka</h3>
                    ${withKafka} ${list("Five benefits", BENEFITS)}</section>
                <section aria-labelledby="without-title"><h3 id="without-title">Without</h3>
                    ${withoutKafka} ${list("Five problems", PROBLEMS)}</section>
            </div>`,
        );
    }
}

customElements.define("with-without", WithWithout);
