import { watchSystem } from "../../actions/lab.js";
import { Component } from "../../lib/component.js";
import { count, sentence } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { addressOf, routeOf } from "../../lib/router.js";
import { store } from "../../state/store.js";
import { pictureOf } from "../flow-view/picture.js";
import { panel } from "../panel/panel.js";

/** The topics of the workshop, where nobody has said which there are. */
const USUAL = ["orders", "audit", "orders-dlq", "audit-dlq"].map((name) => ({ name, partitions: [] }));

/** All topics, and the messages of one: `#/topics/orders/2`. */
class TopicsView extends Component {
    build() {
        render(
            this,
            html`<div class="topics">
                ${panel({ id: "topic-list", title: "Topics", body: html`<nav aria-label="Topics"></nav>` })}
                <topic-messages></topic-messages>
                <topic-groups></topic-groups>
                <produce-form></produce-form>
            </div>`,
        );
        this.until(watchSystem());
        this.listen(window, "hashchange", () => this.#show());
        this.watch(({ system }) => system, () => this.#show());
        this.watch(({ systemProblem }) => systemProblem, () => this.#show());
    }

    #show() {
        const [view, topic, partition] = routeOf();
        if (view !== "topics") return;
        const { system, systemProblem } = store.state;
        const topics = system?.topics ? pictureOf(system).topics : usual(system);
        // Without a topic in the address, the first one: a view of nothing teaches nothing.
        if (!topic && topics.length > 0) return location.replace(addressOf("topics", topics[0].name));
        const known = topics.some(({ name }) => name === topic) || !topic ? topics : [...topics, { name: topic, partitions: [] }];
        const markup = html`<ul>
                ${known.map((one) => entry(one, topic, partition))}
            </ul>
            ${systemProblem && html`<p class="muted topics-problem">${sentence(systemProblem)}</p>`}`;
        const nav = this.find("nav");
        if (nav.markup === markup.text) return;
        nav.markup = markup.text;
        const focused = nav.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
        render(nav, markup);
        if (focused) nav.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
    }
}

/** Those that are always there, with what instances say of those that they read. */
function usual(system) {
    const read = system ? pictureOf(system).topics : [];
    return USUAL.map((topic) => read.find(({ name }) => name === topic.name) ?? topic);
}

function entry({ name, partitions }, topic, partition) {
    const held = partitions.reduce((sum, { begin, end }) => sum + Math.max(0, (end ?? 0) - (begin ?? 0)), 0);
    const isHere = name === topic;
    return html`<li>
        <a class="topic-link" href="${addressOf("topics", name)}" ${isHere && !partition ? html`aria-current="page"` : null}>
            <strong>${name}</strong>
            ${partitions.length > 0 && html`<span class="number" title="messages held">${count(held)}</span>`}
        </a>
        ${partitions.length > 1 &&
        html`<ul aria-label="Partitions of ${name}">
            ${partitions.map((one) => partitionLink(name, one, isHere && String(one.partition) === partition))}
        </ul>`}
    </li>`;
}

const partitionLink = (topic, { partition, end }, isHere) => html`<li>
    <a
        href="${addressOf("topics", topic, partition)}"
        aria-label="${topic}, partition ${partition}, ends at offset ${count(end ?? 0)}"
        ${isHere ? html`aria-current="page"` : null}
    >
        <b>${partition}</b> <span class="number">${count(end ?? 0)}</span>
    </a>
</li>`;

customElements.define("topics-view", TopicsView);
