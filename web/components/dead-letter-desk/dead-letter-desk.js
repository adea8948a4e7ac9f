import { gateway } from "../../actions/gateway.js";
import { watchSystem } from "../../actions/lab.js";
import { discard, loadLetters, loadOlderLetters, redrive } from "../../actions/letters.js";
import { showError, showNotice } from "../../actions/toasts.js";
import { Component } from "../../lib/component.js";
import { count, plural, sentence } from "../../lib/format.js";
import { create, html, render } from "../../lib/html.js";
import { pace } from "../../lib/pace.js";
import { FOR_INSTRUCTORS, mayDirect } from "../../lib/roles.js";
import { VirtualList } from "../../lib/virtual-list.js";
import { STATES, lettersOf, tallyOf } from "../../state/letters.js";
import { store } from "../../state/store.js";
import { emptyState } from "../empty-state/empty-state.js";
import { panel } from "../panel/panel.js";
import { letterRow } from "./letter-row.js";

/** Milliseconds between two looks at the most. */
const PACE = 700;

/** What a redriven letter has come to is known a little after the events that say so. */
const AFTERWARDS = 1_500;

/** Milliseconds after which letters that could not be read are asked for again. */
const AGAIN = 3_000;

const none = emptyState(
    "deadLetters",
    "No dead letters",
    "An order whose notification fails three times ends up on the topic orders-dlq, and here.",
);
const noneSuch = emptyState("deadLetters", "No dead letter in this state", "Choose another state to see the others.");

/** Dead letters, newest first, with what was done about them; an instructor sends them back or discards them. */
class DeadLetterDesk extends Component {
    #list;
    #state = "";
    #look = pace(PACE, loadLetters);
    #afterwards = null;
    #stops = [];

    build() {
        const aside = html`<span class="panel-count number" role="status"></span>
            <button class="button small primary all" hidden></button>`;
        const body = html`<div class="filter letter-states" role="group" aria-label="State">
                ${["", ...Object.keys(STATES)].map(
                    (state) => html`<button class="choice" aria-pressed="${state === ""}" data-state="${state}"></button>`,
                )}
                <p class="letter-role muted" hidden>${FOR_INSTRUCTORS} Redriving sends a letter back to where it came from.</p>
            </div>
            <p class="letter-problem" role="alert" hidden></p>
            <div class="panel-scroll" tabindex="0" role="region" aria-label="Letters">
                <ul role="list" aria-label="Dead letters, newest first"></ul>
                <p class="letter-loading muted" role="status">Waiting for the dead letters…</p>
                <div class="letters-none" hidden>${none}</div>
                <div class="letters-none-such" hidden>${noneSuch}</div>
                <div class="feed-end" hidden><button class="button small older">Show older letters</button></div>
            </div>`;
        render(this, panel({ id: "dead-letters", title: "Dead letters", aside, body }));
        this.#list = new VirtualList(this.find(".panel-scroll"), this.find("ul"), {
            key: ({ id }) => id,
            create: (letter) => this.#draw(create(html`<li class="letter"></li>`), letter),
            update: (element, letter) => this.#draw(element, letter),
            height: 100,
            pace: 100,
        });
        this.find(".letter-states").addEventListener("click", ({ target }) => this.#choose(target.closest("[data-state]")));
        this.find(".all").addEventListener("click", () => this.#redrive({ all: true }, this.find(".all")));
        this.find(".older").addEventListener("click", () => this.#older());
        this.find("ul").addEventListener("click", ({ target }) => this.#act(target.closest("[data-do]")));
        this.watch(({ letters }) => letters, () => this.#show());
        this.watch(({ room }) => room.hidden, () => this.#list.redraw());
        this.watch(({ connection }) => mayDirect(connection.role), () => this.#showRole());
        this.repeat(AGAIN, () => store.state.letters.problem !== null && this.#look());
        this.#stops = [
            watchSystem(),
            gateway.on("events", (frame) => this.#hear(frame)),
            gateway.on("welcome", () => this.#look()),
        ];
        this.#look();
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        for (const stop of this.#stops.splice(0)) stop();
        this.#look.stop();
        clearTimeout(this.#afterwards);
        this.#list.stop();
    }

    /** A new letter, or an outcome of an order whose letter was sent back. */
    #hear({ channel, events }) {
        const isNews =
            channel.endsWith("-dlq") ||
            (channel === "audit" && events.some(({ value }) => this.#awaited.has(value?.orderId)));
        if (!isNews) return;
        this.#look();
        clearTimeout(this.#afterwards);
        this.#afterwards = setTimeout(() => this.#look(), AFTERWARDS);
    }
    #awaited = new Set();

    get #letters() {
        return lettersOf(store.state.letters);
    }

    get #may() {
        return mayDirect(store.state.connection.role);
    }

    #show() {
        const { isLoaded, problem, next } = store.state.letters;
        const letters = this.#letters;
        const shown = this.#state ? letters.filter(({ state }) => state === this.#state) : letters;
        this.#awaited = new Set(letters.filter(({ state, outcome }) => state === "redriven" && !outcome).map(({ orderId }) => orderId));
        this.#list.show(shown);
        this.#showTally(letters, isLoaded);
        this.find(".letter-loading").hidden = isLoaded || problem !== null;
        this.find(".letters-none").hidden = !isLoaded || letters.length > 0;
        this.find(".letters-none-such").hidden = shown.length > 0 || letters.length === 0;
        this.find(".feed-end").hidden = next === null;
        const alert = this.find(".letter-problem");
        alert.hidden = problem === null;
        if (problem !== null) alert.textContent = `The dead letters cannot be read right now. ${sentence(problem)}`;
    }

    #showTally(letters, isLoaded) {
        const tally = { "": letters.length, ...tallyOf(letters) };
        for (const chip of this.querySelectorAll("[data-state]")) {
            const { state } = chip.dataset;
            const word = STATES[state] ?? "All";
            const text = isLoaded ? `${word} ${count(tally[state])}` : word;
            if (chip.textContent !== text) chip.textContent = text;
            chip.setAttribute("aria-pressed", String(state === this.#state));
        }
        const all = this.find(".all");
        all.hidden = !this.#may || tally.waiting === 0;
        if (!all.disabled) all.textContent = `Redrive all waiting (${count(tally.waiting)})`;
    }

    #showRole() {
        this.find(".letter-role").hidden = this.#may;
        for (const [element, letter] of this.#list.drawn) this.#draw(element, letter);
        this.#show();
    }

    #draw(element, letter) {
        const isOpen = element.querySelector("details")?.open ?? false;
        const hadFocus = element.contains(document.activeElement);
        render(element, letterRow(letter, this.#may));
        element.dataset.id = letter.id;
        const details = element.querySelector("details");
        details.open = isOpen;
        details.addEventListener("toggle", () => {
            if (details.open) element.dataset.open = "";
            else delete element.dataset.open;
        });
        if (hadFocus) (element.querySelector("[data-do]") ?? details.querySelector("summary")).focus();
        return element;
    }

    #choose(chip) {
        if (!chip) return;
        this.#state = chip.dataset.state;
        this.find(".panel-scroll").scrollTop = 0;
        this.#show();
    }

    #act(button) {
        if (!button) return;
        const { id } = button.closest("[data-id]").dataset;
        if (button.dataset.do === "redrive") this.#redrive({ ids: [id] }, button);
        else if (button.dataset.do === "again") this.#redrive({ ids: [id], again: true }, button);
        else if (button.dataset.sure === undefined) this.#ask(button);
        else this.#do(() => discard({ ids: [id] }), button, "Discarding…", () => null);
    }

    /** Discarding cannot be taken back: the second press does it. */
    #ask(button) {
        button.dataset.sure = "";
        button.textContent = "Really discard";
        button.classList.add("danger");
        const relent = () => {
            delete button.dataset.sure;
            button.textContent = "Discard";
            button.classList.remove("danger");
        };
        button.addEventListener("blur", relent, { once: true });
    }

    #redrive(which, button) {
        return this.#do(() => redrive(which), button, "Redriving…", ({ redriven, skipped }) =>
            skipped > 0 ? `${plural(redriven, "letter")} sent back, ${count(skipped)} passed over.` : null,
        );
    }

    async #do(work, button, busy, said) {
        const word = button.textContent;
        button.disabled = true;
        button.textContent = busy;
        try {
            const notice = said(await work());
            if (notice) showNotice(notice);
        } catch (error) {
            showError(error.message);
            button.textContent = word;
        }
        button.disabled = false;
        this.#show();
        this.#look();
    }

    async #older() {
        const button = this.find(".older");
        button.disabled = true;
        try {
            await loadOlderLetters();
        } catch (error) {
            showError(error.message);
        }
        button.disabled = false;
    }
}

customElements.define("dead-letter-desk", DeadLetterDesk);
