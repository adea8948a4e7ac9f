import { introduce } from "../../actions/gateway.js";
import { act } from "../../actions/lab-do.js";
import { command, watchSystem } from "../../actions/lab.js";
import { Component } from "../../lib/component.js";
import { count, plural, sentence } from "../../lib/format.js";
import { create, html, render } from "../../lib/html.js";
import { KeyedList } from "../../lib/keyed-list.js";
import { mayDirect, mayOrder } from "../../lib/roles.js";
import { recall } from "../../lib/storage.js";
import { COVER } from "../../state/hidden.js";
import { store } from "../../state/store.js";
import { emptyState } from "../empty-state/empty-state.js";
import { field } from "../field/field.js";
import { icon } from "../icon/icon.js";
import { panel } from "../panel/panel.js";

const empty = emptyState("room", "Nobody has said a name yet", "Say yours, or scan the code with a phone: whoever has a name is shown here, with their orders.");

/** Milliseconds between two looks at who is here. */
const LOOK = 3_000;

/** Who is here, how to join, and for the instructor: pause ordering, take a name off the big screen, the projector. */
class RoomBoard extends Component {
    #people;
    #isLooking = false;
    #hasLooked = false;

    build() {
        this.until(watchSystem());
        render(this, html`<div class="room-board">
            <div>${panel({ id: "room-join", title: "Join", body: html`<div class="room-join">
                <div class="room-code"></div>
                <p class="room-url"></p>
                <form class="room-name" novalidate>
                    ${field({ form: "room", name: "name", label: "Your name", value: recall("name") ?? "", attributes: html`maxlength="50"` })}
                    <button class="button">Say hello</button>
                </form>
            </div>` })}</div>
            <div>${panel({
                id: "room-people",
                title: "Who is here",
                aside: html`<span class="panel-count number"></span>
                    <button class="button small room-pause" hidden></button>
                    <button class="button small room-projector" aria-pressed="false">Projector</button>`,
                body: html`<p class="room-paused" role="status" hidden>Ordering is paused.</p>
                    <div class="panel-scroll" tabindex="0" role="region" aria-label="People">
                        <ul class="room-people" role="list" aria-label="People, those here first"></ul>
                        <p class="room-none muted" role="status">Looking who is here…</p>
                        <div class="room-empty" hidden>${empty}</div>
                    </div>`,
            })}</div>
        </div>`);
        this.#people = new KeyedList(this.find(".room-people"), {
            key: ({ id }) => id,
            create: (person) => {
                const row = create(html`<li class="room-person"></li>`);
                showPerson(row, person);
                return row;
            },
            update: showPerson,
        });
        this.find(".room-name").addEventListener("submit", (event) => this.#hello(event));
        this.find(".room-pause").addEventListener("click", ({ target }) => this.#pause(target));
        this.find(".room-projector").addEventListener("click", ({ target }) => this.#project(target));
        this.find(".room-people").addEventListener("click", ({ target }) => this.#hide(target.closest("button")));
        this.listen(document, "fullscreenchange", () => document.fullscreenElement || this.#leaveProjector());
        this.watch(({ room }) => room, () => this.#showOrdering());
        this.watch(({ connection }) => `${connection.role} ${connection.status}`, () => this.#look());
        this.repeat(LOOK, () => this.#look());
        this.until(() => this.#leaveProjector());
    }

    async #look() {
        const isConnected = store.state.connection.status === "connected";
        this.find(".room-pause").disabled = !isConnected;
        if (!isConnected) this.#say(`Not connected: ${this.#hasLooked ? "this is who was here" : "who is here is shown when the gateway is back"}.`);
        if (this.#isLooking || !isConnected) return;
        this.#isLooking = true;
        try {
            this.#show(await command("room.get"));
        } catch ({ message }) {
            this.#say(`${sentence(message)}${this.#hasLooked ? " This is who was here." : ""}`);
        } finally {
            this.#isLooking = false;
        }
    }

    /** Why nobody is shown, or those of before. */
    #say(text) {
        this.find(".room-none").hidden = text === "";
        this.find(".room-none").textContent = text;
    }

    #show({ count: present, people, join, ordering, hidden }) {
        store.dispatch({ type: "room", data: { ordering, hidden } });
        this.#hasLooked = true;
        this.find("#room-people-title + .panel-count").textContent = plural(present, "person", "people");
        this.#people.show(people.map((person) => ({ ...person })));
        this.#say("");
        this.find(".room-empty").hidden = people.length > 0;
        const directs = mayDirect(store.state.connection.role);
        const link = join.link ?? join.url;
        render(this.find(".room-url"), html`<a href="${link}" class="id">${join.url}</a>`);
        const code = this.find(".room-code");
        if (directs && code.dataset.of !== link) {
            code.dataset.of = link;
            render(code, html`<img src="${join.svg}" alt="QR code of the link that lets participants in" width="240" height="240" />`);
        }
        if (!directs) render(code, html`<p class="muted">The instructor shows the code to scan.</p>`);
        this.find(".room-name button").disabled = !mayOrder(store.state.connection.role);
        this.#showOrdering();
    }

    #showOrdering() {
        const { ordering } = store.state.room;
        const button = this.find(".room-pause");
        button.hidden = !mayDirect(store.state.connection.role);
        button.textContent = ordering === "paused" ? "Resume ordering" : "Pause ordering";
        this.find(".room-paused").hidden = ordering !== "paused";
    }

    #hello(event) {
        event.preventDefault();
        introduce(this.find("[name=name]").value.trim());
        setTimeout(() => this.#look(), 300);
    }

    async #pause(button) {
        const state = store.state.room.ordering === "paused" ? "open" : "paused";
        const answer = await act(button, "room.pause", { state });
        if (answer) store.dispatch({ type: "room", data: { ...store.state.room, ordering: answer.ordering } });
    }

    async #hide(button) {
        if (!button) return;
        if (await act(button, "room.hide", { kind: "name", id: button.value, hidden: button.dataset.hide === "true" })) await this.#look();
    }

    /** Large letters, nothing but the room: for the wall. */
    #project(button) {
        const isOn = document.body.toggleAttribute("data-projector");
        button.setAttribute("aria-pressed", String(isOn));
        this.#look();
        if (isOn) document.documentElement.requestFullscreen?.().catch(() => {});
        else if (document.fullscreenElement) document.exitFullscreen();
    }

    #leaveProjector() {
        document.body.removeAttribute("data-projector");
        if (this.isConnected) this.#look();
        this.find(".room-projector")?.setAttribute("aria-pressed", "false");
    }
}

/** `AC` of Ana Costa, `M` of Mei. */
const initials = (label) => label.trim().split(/\s+/).filter((_, index, { length }) => index === 0 || index === length - 1).map(([first]) => first.toUpperCase()).join("");

function showPerson(row, { name, label, here, orders, hidden }) {
    // On the wall nobody sees what was taken off it, whoever has brought it there.
    const directs = mayDirect(store.state.connection.role) && !document.body.hasAttribute("data-projector");
    const text = JSON.stringify([label, here, orders, hidden, directs]);
    if (row.dataset.shown === text) return;
    row.dataset.shown = text;
    row.classList.toggle("away", !here);
    const isCovered = hidden && !directs;
    render(row, html`<span class="room-face" aria-hidden="true">${isCovered || !name ? icon("room") : initials(label)}</span>
        <span class="room-who">${isCovered ? COVER : label}${!here && html` <span class="muted">left</span>`}${hidden && directs && html` <span class="badge" data-tone="slate">hidden</span>`}</span>
        <span class="number">${count(orders)} <span class="muted">${orders === 1 ? "order" : "orders"}</span></span>
        ${directs && html`<button class="button small" value="${name}" data-hide="${!hidden}" aria-label="${hidden ? "Show" : "Hide"} ${label}">${hidden ? "Show" : "Hide"}</button>`}`);
}

customElements.define("room-board", RoomBoard);
