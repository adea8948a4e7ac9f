import { Component } from "../../lib/component.js";
import { ago, bytes, count, duration, time } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { conditionOf } from "../../lib/instance-condition.js";
import { addressOf, routeOf } from "../../lib/router.js";
import { store } from "../../state/store.js";
import { icon } from "../icon/icon.js";

/**
 * All that is known of one instance, over the view that stands below. Which one is said by the address:
 * `#/flow/notification-1`. Attribute `view`: whose addresses to listen to.
 */
class InstanceDetails extends Component {
    build() {
        render(
            this,
            html`<dialog aria-labelledby="details-title">
                <div class="panel-head">
                    <h2 id="details-title"></h2>
                    <button class="icon-button" aria-label="Close">${icon("close")}</button>
                </div>
                <div class="details-body"></div>
            </dialog>`,
        );
        const dialog = this.find("dialog");
        this.find("button").addEventListener("click", () => dialog.close());
        dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
        dialog.addEventListener("close", () => this.#id && (location.hash = addressOf(this.#view)));
        this.listen(window, "hashchange", () => this.#show());
        this.watch(({ system }) => system, () => this.#show());
    }

    get #view() {
        return this.getAttribute("view");
    }

    get #id() {
        const [view, id] = routeOf();
        return view === this.#view && id ? id : null;
    }

    #show() {
        const dialog = this.find("dialog");
        const id = this.#id;
        if (!id || !store.state.system) return dialog.close();
        const { title, badge, facts, partitions } = describe(id, store.state.system);
        render(this.find("h2"), html`${title} ${badge}`);
        render(
            this.find(".details-body"),
            html`<dl>
                    ${facts.map(([name, value]) => value !== null && html`<div><dt>${name}</dt><dd class="number">${value}</dd></div>`)}
                </dl>
                ${partitions.length > 0 && partitionTable(partitions)}
                ${store.state.connection.role === "instructor" &&
                html`<p class="details-lab"><a href="${addressOf("lab")}">Stop, kill or freeze it in the lab</a></p>`}`,
        );
        if (!dialog.open) dialog.showModal();
    }
}

function describe(id, system) {
    const instance = (system.instances ?? []).find((one) => one.id === id);
    if (instance) return ofInstance(instance, system);
    const gateway = (system.gateways ?? []).find((one) => one.id === id);
    if (gateway) return ofGateway(gateway, system);
    return { title: id, badge: null, facts: [["State", "There is no instance of this name any more."]], partitions: [] };
}

function ofInstance(instance, system) {
    const { tone, word, why } = conditionOf(instance, system);
    const of = system.groups?.find(({ name }) => name === instance.group)?.partitions ?? instance.partitions ?? [];
    const partitions = of.filter((place) => (place.instance ?? instance.id) === instance.id);
    const lag = partitions.reduce((sum, place) => sum + (place.lag ?? 0), 0);
    return {
        title: instance.id,
        badge: html`<span class="badge" data-tone="${tone}">${word}</span>`,
        facts: [
            ["Why", why],
            ["Group", instance.group ?? null],
            ["Lag", partitions.length > 0 ? count(lag) : "owns no partition"],
            ["Records a second", number(instance.perSecond)],
            ["Handled", some(instance.handled, count)],
            ["Failed", some(instance.failed, count)],
            ["Half take at most", some(instance.p50Ms, duration)],
            ["99 of 100 take at most", some(instance.p99Ms, duration)],
            ["Memory", some(instance.memoryBytes, bytes)],
            ["Restarts", some(instance.restarts, count)],
            ["Last error", instance.lastExit || instance.lastError || null],
            ["Process", some(instance.pid, (pid) => `pid ${pid}`)],
            ["Address", instance.address || null],
            ["Started", some(instance.startedAt, (at) => `${time(at)} (${ago(at, system.time)})`)],
            ["Last heard of", some(instance.lastHeartbeat, (at) => ago(at, system.time))],
        ],
        partitions,
    };
}

function ofGateway(gateway, system) {
    const tone = gateway.ready ? "green" : "red";
    return {
        title: gateway.id,
        badge: html`<span class="badge" data-tone="${tone}">${gateway.ready ? "ready" : "not ready"}</span>`,
        facts: [
            ["Why", gateway.reason || null],
            ["Connections", some(gateway.connections, count)],
            ["Memory", some(gateway.memoryBytes, bytes)],
            ["Address", gateway.address || null],
            ["Started", some(gateway.startedAt, (at) => `${time(at)} (${ago(at, system.time)})`)],
        ],
        partitions: [],
    };
}

const some = (value, format) => (value === null || value === undefined ? null : format(value));
const number = (value) => some(value, (one) => String(Math.round(one * 10) / 10));

const partitionTable = (partitions) => html`<table>
    <caption class="visually-hidden">Partitions</caption>
    <thead>
        <tr><th scope="col">Partition</th><th scope="col">Position</th><th scope="col">Lag</th></tr>
    </thead>
    <tbody>
        ${partitions.map(
            ({ topic, partition, position, lag }) => html`<tr>
                <th scope="row"><a href="${addressOf("topics", topic, partition)}">${topic} ${partition}</a></th>
                <td class="number">${some(position, count) ?? "–"}</td>
                <td class="number">${some(lag, count) ?? "–"}</td>
            </tr>`,
        )}
    </tbody>
</table>`;

customElements.define("instance-details", InstanceDetails);
