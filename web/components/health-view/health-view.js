import { watchSystem } from "../../actions/lab.js";
import { Component } from "../../lib/component.js";
import { bytes, plural, sentence } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { KeyedList } from "../../lib/keyed-list.js";
import { addressOf } from "../../lib/router.js";
import { isKafkaAway, staleNote } from "../../lib/stale-note.js";
import { store } from "../../state/store.js";
import { emptyState } from "../empty-state/empty-state.js";
import { panel } from "../panel/panel.js";
import { COLUMNS, instanceRows } from "./instance-rows.js";
import { verdictOf } from "./verdict.js";

const KINDS = { embedded: "in this dojo, in memory", local: "started by this dojo", external: "somebody else's" };

/** Every instance and everything that they depend on: ready, or why not, and how its numbers go. */
class HealthView extends Component {
    #rows = null;

    build() {
        render(this, html`<div class="health" aria-live="off"></div><instance-details view="health"></instance-details>`);
        this.until(watchSystem());
        this.watch(({ system }) => system, () => this.#show());
        this.watch(({ systemProblem, connection }) => `${connection.status} ${systemProblem}`, () => this.#show());
    }

    #show() {
        const { system, systemProblem, connection } = store.state;
        if (!system) return this.#wait(connection.status === "connected" ? systemProblem : null);
        if (!this.find(".health-verdict")) this.#frame();
        this.#showVerdict(system, connection, systemProblem);
        fill(this.find(".dependencies"), dependencies(system));
        const { trends } = store.state;
        const instances = [...(system.instances ?? [])].sort(byId);
        this.#rows.show(instances.map((instance) => ({ instance, points: trends.get(instance.id) ?? [], system })));
        this.#showNobody(instances.length === 0, system.redis?.reachable !== false);
        this.find(".health-scroll").hidden = instances.length === 0;
    }

    #wait(problem) {
        const nothing = problem
            ? emptyState("health", "The system cannot be seen", `${sentence(problem)} The page asks again every few seconds.`)
            : emptyState("health", "Asking everybody how they are…", "It is here as soon as the gateway has sent it.");
        render(this.find(".health"), html`<div class="panel" role="status">${nothing}</div>`);
    }

    #frame() {
        const body = html`<div class="health-scroll" role="region" aria-label="Instances" tabindex="0">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">Instance</th>
                            ${Object.values(COLUMNS).map((title) => html`<th scope="col">${title}</th>`)}
                        </tr>
                    </thead>
                    <tbody></tbody>
                </table>
            </div>
            <div class="health-none" hidden></div>`;
        render(
            this.find(".health"),
            html`<div class="health-verdict" role="status"></div>
                <ul class="dependencies" aria-label="What services depend on"></ul>
                ${panel({ id: "instances", title: "Instances of services", body })}`,
        );
        this.#rows = new KeyedList(this.find("tbody"), instanceRows);
    }

    /** Instances say in Redis that they are there: without it nobody can tell. */
    #showNobody(isNobody, isKnown) {
        const none = this.find(".health-none");
        none.hidden = !isNobody;
        const nothing = isKnown
            ? emptyState("health", "No service runs", "Start one in the lab, or with dojo scale.")
            : emptyState("health", "Nobody can be seen", "Redis is away, where instances say that they are there.");
        if (isNobody && none.markup !== nothing.text) render(none, nothing).markup = nothing.text;
    }

    #showVerdict(system, connection, problem) {
        const stale = staleNote({ connection, system }) ?? (problem && sentence(problem));
        const { tone, text, troubles } = stale ? { tone: "amber", text: stale, troubles: [] } : verdictOf(system);
        const verdict = this.find(".health-verdict");
        verdict.dataset.tone = tone;
        fill(
            verdict,
            html`<p><strong>${text}</strong></p>
                ${troubles.length > 0 && html`<ul>${troubles.map((trouble) => html`<li>${trouble}</li>`)}</ul>`}`,
        );
    }
}

/** Writes only what differs: what has the focus keeps it, and a screen reader is told of news only. */
function fill(element, markup) {
    if (element.markup === markup.text) return;
    element.markup = markup.text;
    render(element, markup);
}

const byId = (one, other) => one.id.localeCompare(other.id, "en", { numeric: true });

function dependencies({ broker, redis, gateways = [] }) {
    const isUp = broker && !isKafkaAway({ broker });
    const brokerWord = !isUp ? "away" : broker.state === "slow" ? "slow" : "up";
    const kind = KINDS[broker?.kind] ?? "";
    return html`${card("Kafka", brokerWord, brokerWord === "slow" ? `Answers ${broker.delayMs} ms late.` : kind)}
    ${card("Redis", redis?.reachable === false ? "away" : "up", redis?.memoryBytes ? `${bytes(redis.memoryBytes)} of memory` : "")}
    ${gateways.map(({ id, ready, reason, connections, memoryBytes }) => {
        const facts = [plural(connections ?? 0, "connection"), memoryBytes && bytes(memoryBytes)].filter(Boolean).join(" · ");
        const name = html`<a href="${addressOf("health", id)}">${id}</a>`;
        return card(name, ready ? "ready" : "not ready", ready ? facts : reason || facts);
    })}`;
}

const TONES = { up: "green", ready: "green", slow: "amber", away: "red", "not ready": "red" };

const card = (name, word, text) => html`<li class="dependency">
    <h2>${name}</h2>
    <span class="badge" data-tone="${TONES[word]}">${word}</span>
    <p class="muted">${text}</p>
</li>`;

customElements.define("health-view", HealthView);
