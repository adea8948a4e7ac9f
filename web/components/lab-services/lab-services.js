import { act } from "../../actions/lab-do.js";
import { Component } from "../../lib/component.js";
import { bytes, plural } from "../../lib/format.js";
import { create, html, render } from "../../lib/html.js";
import { conditionOf } from "../../lib/instance-condition.js";
import { KeyedList } from "../../lib/keyed-list.js";
import { FOR_INSTRUCTORS, mayDirect } from "../../lib/roles.js";
import { store } from "../../state/store.js";
import { icon } from "../icon/icon.js";
import { panel } from "../panel/panel.js";

/** As many as the gateway takes. */
const MOST = 16;

/** Pictures of the system after which what was asked for is in it, unless somebody has asked for another thing. */
const SHOWN_AFTER = 3;

/** What may be done to an instance, by how it is. */
const WAYS = {
    running: [["restart", "Restart"], ["stop", "Stop"], ["freeze", "Freeze"], ["kill", "Kill -9"]],
    frozen: [["thaw", "Thaw"], ["kill", "Kill -9"]],
    gone: [["start", "Start"]],
};

/** Why somebody can do nothing here, or otherwise than they might think; null where there is nothing to say. */
function hintOf({ managed, redis }, role) {
    // Who runs the processes says so in Redis, as do the processes.
    if (redis?.reachable === false) return "Redis is away: who runs, and who is to run, is known when it is back.";
    if (managed === false) {
        return "Nobody here starts and stops processes: instances run under compose or by hand. A button says which command to run instead.";
    }
    return mayDirect(role) ? null : FOR_INSTRUCTORS;
}

/** The services: how many instances of each there should be, and what is done to one of them. */
class LabServices extends Component {
    #lists = new Map();
    #services;
    /** How many were asked for here, by service, until the system is told with it: the next press counts from there. */
    #asked = new Map();

    build() {
        render(this, panel({
            id: "lab-services",
            title: "Services",
            body: html`<p class="lab-hint muted">Which instances there are is not known yet.</p><ul class="lab-services" aria-label="Services"></ul>`,
        }));
        this.#services = new KeyedList(this.find(".lab-services"), {
            key: ({ name }) => name,
            create: (service) => this.#service(service),
            update: (element, service) => this.#showService(element, service),
        });
        this.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
        this.watch(({ system }) => system, (system) => system && this.#show(system));
        this.watch(({ connection }) => connection.role, () => store.state.system && this.#show(store.state.system));
    }

    #show(system) {
        const hint = this.find(".lab-hint");
        const text = hintOf(system, store.state.connection.role);
        hint.hidden = text === null;
        hint.textContent = text ?? "";
        this.#forgetWhatIsShown(system);
        this.#services.show((system.services ?? []).map((service) => ({ ...service, desired: this.#desired(service) })));
        for (const { name } of system.services ?? []) {
            const instances = system.instances.filter(({ service }) => service === name).map((instance) => ({ ...instance, condition: conditionOf(instance, system) }));
            this.#lists.get(name)?.show(instances);
        }
    }

    #service({ name, group }) {
        const element = create(html`<li class="lab-service" data-service="${name}">
            <div class="lab-service-head">
                <h3>${name}</h3>
                <span class="muted">${group}</span>
                <div class="lab-scale" role="group" aria-label="Instances of ${name}">
                    <button class="icon-button" value="-1" aria-label="One ${name} less">${icon("minus")}</button>
                    <output class="number" aria-label="Desired instances of ${name}"></output>
                    <button class="icon-button" value="1" aria-label="One ${name} more">${icon("plus")}</button>
                </div>
            </div>
            <ul class="lab-instances" aria-label="Instances of ${name}"></ul>
        </li>`);
        this.#lists.set(name, new KeyedList(element.querySelector(".lab-instances"), {
            key: ({ id }) => id,
            create: (instance) => {
                const row = create(html`<li class="lab-instance" data-instance="${instance.id}"></li>`);
                showInstance(row, instance);
                return row;
            },
            update: showInstance,
        }));
        this.#showService(element, { desired: this.#desired(serviceOf(name)) });
        return element;
    }

    #showService(element, { desired }) {
        element.querySelector("output").textContent = desired;
        const may = mayDirect(store.state.connection.role);
        for (const button of element.querySelectorAll(".lab-scale button")) {
            button.disabled = !may || (button.value === "-1" ? desired <= 0 : desired >= MOST);
        }
        element.dataset.may = may;
    }

    async #scale(button, name, by) {
        const count = this.#desired(serviceOf(name)) + by;
        if (!(await act(button, "lab.scale", { service: name, count }))) return;
        this.#asked.set(name, { count, last: store.state.system.time, since: 0 });
        this.#show(store.state.system);
    }

    #desired({ name, desired }) {
        return this.#asked.get(name)?.count ?? desired;
    }

    /** A picture that was on its way while it was asked for still shows what was before. */
    #forgetWhatIsShown({ time, services = [] }) {
        for (const [name, asked] of this.#asked) {
            if (time > asked.last) Object.assign(asked, { last: time, since: asked.since + 1 });
            const isShown = services.some((service) => service.name === name && service.desired === asked.count);
            if (isShown || asked.since === SHOWN_AFTER) this.#asked.delete(name);
        }
    }

    async #pressed(button) {
        if (!button) return;
        const service = button.closest("[data-service]")?.dataset.service;
        const instance = button.closest("[data-instance]")?.dataset.instance;
        if (button.closest(".lab-scale")) {
            await this.#scale(button, service, Number(button.value));
        } else if (button.value === "output") {
            document.querySelector("lab-output").open(instance);
        } else {
            await act(button, `lab.${button.value}`, { instance });
        }
    }
}

const serviceOf = (name) => store.state.system.services.find((service) => service.name === name);

/** Buttons keep their places, so that nobody presses one that has just become another. */
function showInstance(row, { id, condition, partitions, lag, memoryBytes, restarts }) {
    const { name, tone, word, why } = condition;
    const ways = WAYS[name === "frozen" ? "frozen" : ["killed", "stopped", "gone", "failed"].includes(name) ? "gone" : "running"];
    const owns = (partitions ?? []).map(({ topic, partition }) => `${topic}/${partition}`).join(", ");
    const facts = [
        owns ? `owns ${owns}` : "owns nothing",
        lag && `${plural(lag, "record")} behind`,
        memoryBytes && bytes(memoryBytes),
        restarts > 0 && plural(restarts, "restart"),
    ].filter(Boolean);
    const text = JSON.stringify([word, why, facts, ways, document.body.dataset.may]);
    if (row.dataset.shown === text) return;
    row.dataset.shown = text;
    const focused = row.contains(document.activeElement) ? document.activeElement.value : null;
    const may = mayDirect(store.state.connection.role);
    render(row, html`<p class="lab-instance-name"><strong>${id}</strong> <span class="badge" data-tone="${tone}">${word}</span></p>
        <p class="lab-instance-facts muted">${why ?? facts.join(" · ")}</p>
        <div class="lab-ways" role="group" aria-label="What to do with ${id}">
            ${ways.map(([value, title]) => html`<button class="button small" value="${value}" aria-label="${title} ${id}" ${!may && html`disabled`}>${title}</button>`)}
            <button class="button small" value="output" aria-label="Output of ${id}" ${!may && html`disabled`}>Output</button>
        </div>`);
    if (focused) row.querySelector(`[value="${focused}"]`)?.focus();
}

customElements.define("lab-services", LabServices);
