import { act } from "../../actions/lab-do.js";
import { command } from "../../actions/lab.js";
import { Component } from "../../lib/component.js";
import { plural, sentence, time } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { store } from "../../state/store.js";

/** Milliseconds after which the faults to choose from are asked for again. */
const AGAIN = 3_000;

/** A drill as the room plays it: start, guess what and where it is, repair, read what it was. */
class DrillBoard extends Component {
    #choices = null;

    build() {
        render(this, html`<section class="drill" aria-labelledby="drill-title">
            <h3 id="drill-title">The drill</h3>
            <div class="drill-body"></div>
            <p class="drill-said" role="status"></p>
        </section>`);
        this.addEventListener("submit", (event) => this.#submitted(event));
        this.addEventListener("click", ({ target }) => this.#pressed(target.closest("button[value]")));
        this.watch(({ system }) => JSON.stringify(system?.drill ?? null), () => this.#show());
        this.watch(({ connection }) => connection.role, () => this.#show());
        this.repeat(1_000, () => this.#tick());
        this.#fetchChoices();
    }

    get #drill() {
        return store.state.system?.drill ?? null;
    }

    async #fetchChoices() {
        try {
            this.#choices = await command("drills.list");
            if (!this.isConnected) return;
            this.find(".drill-said").textContent = "";
            this.#show();
        } catch ({ message }) {
            if (!this.isConnected) return;
            this.find(".drill-said").textContent = sentence(message);
            setTimeout(() => this.isConnected && this.#fetchChoices(), AGAIN);
        }
    }

    #show() {
        const drill = this.#drill;
        const directs = store.state.connection.role === "instructor";
        const body = this.find(".drill-body");
        if (!drill) return render(body, begin(directs, this.#choices?.count));
        // What somebody is choosing stays chosen while the picture of the system changes under it.
        const chosen = new FormData(this.find("form.drill-guess") ?? undefined);
        const focused = body.contains(document.activeElement) ? document.activeElement : null;
        render(body, running(drill, this.#choices, directs));
        for (const [name, value] of chosen) {
            const select = body.querySelector(`[name="${name}"]`);
            if (select) select.value = value;
        }
        if (focused) (body.querySelector(placeOf(focused)) ?? body.querySelector("select, button"))?.focus();
        this.#tick();
    }

    #tick() {
        const clock = this.find(".drill-clock");
        const drill = this.#drill;
        if (clock && drill) clock.textContent = sinceStart(drill);
    }

    async #submitted(event) {
        event.preventDefault();
        const data = Object.fromEntries(new FormData(event.target));
        if (event.target.matches(".drill-start")) {
            return this.#run(event.submitter, "drill.start", data.seed === "" ? {} : { seed: Number(data.seed) }, () => "Something is wrong now. Find it.");
        }
        return this.#run(event.submitter, "drill.guess", data, ({ right }) => (right ? "Right. Now repair it." : "No, that is not it."));
    }

    #pressed(button) {
        if (button?.value === "reveal") return this.#run(button, "drill.reveal", {}, () => "");
        if (button?.value === "stop") return this.#run(button, "drill.stop", {}, () => "The drill is over, and its fault undone.");
        return null;
    }

    async #run(button, name, data, say) {
        const answer = await act(button, name, data);
        if (answer) this.find(".drill-said").textContent = say(answer);
    }
}

/** Where the same control is to be found after everything was drawn anew. */
const placeOf = ({ name, value, localName }) =>
    name ? `[name="${name}"]` : localName === "button" && value ? `button[value="${value}"]` : "form button";

const begin = (directs, count) =>
    directs
        ? html`<form class="drill-start">
              <p>${count ? `One of ${count} faults` : "A fault"} will be injected, and nobody is told which. The same seed gives the same fault.</p>
              <label class="drill-field">Seed <input class="input" type="number" name="seed" min="0" placeholder="any" /></label>
              <button class="button primary">Start a drill</button>
          </form>`
        : html`<p class="muted">No drill is running. The instructor starts one.</p>`;

const options = (entries) => entries.map(({ id, title }) => html`<option value="${id}">${title}</option>`);

const running = (drill, choices, directs) => html`<dl class="drill-times">
        <div><dt>Running for</dt><dd class="drill-clock number"></dd></div>
        <div><dt>Found</dt><dd class="number">${drill.foundAt ? `after ${drill.secondsToFind} s` : "not yet"}</dd></div>
        <div><dt>Repaired</dt><dd class="number">${drill.repairedAt ? `after ${drill.secondsToRepair} s` : "not yet"}</dd></div>
        <div><dt>Guesses</dt><dd class="number">${plural(drill.guesses?.length ?? 0, "guess", "guesses")}</dd></div>
    </dl>
    ${drill.state === "running" && !drill.foundAt && !drill.revealed && choices &&
    html`<form class="drill-guess">
        <label class="drill-field">What is it? <select class="input" name="fault" required>${options(choices.faults)}</select></label>
        <label class="drill-field">Where? <select class="input" name="place" required>${options(choices.places)}</select></label>
        <button class="button primary">Guess</button>
    </form>`}
    ${(drill.guesses ?? []).length > 0 &&
    html`<ul class="drill-guesses" aria-label="Guesses">
        ${drill.guesses.map(({ at, fault, place, right }) => html`<li>
            ${time(at)} ${titleOf(choices?.faults, fault)}, ${titleOf(choices?.places, place)}: <strong>${right ? "right" : "no"}</strong></li>`)}
    </ul>`}
    ${drill.debrief &&
    html`<div class="drill-debrief">
        <h4>What it was: ${drill.debrief.title}</h4>
        <p>${drill.debrief.what}</p><p><strong>Where it shows.</strong> ${drill.debrief.where}</p>
        <p><strong>Repair.</strong> ${drill.debrief.repair}</p>
    </div>`}
    ${directs &&
    html`<p class="drill-ways">
        ${!drill.revealed && html`<button class="button" value="reveal">Tell what it is</button>`}
        <button class="button" value="stop">${drill.state === "over" ? "Close the drill" : "End the drill and undo its fault"}</button>
    </p>`}`;

const titleOf = (entries, id) => entries?.find((entry) => entry.id === id)?.title ?? id;

function sinceStart({ startedAt, repairedAt, foundAt, state }) {
    const end = state === "over" ? Math.max(repairedAt ?? 0, foundAt ?? 0) || Date.now() : Date.now();
    const seconds = Math.max(0, Math.round((end - startedAt) / 1000));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

customElements.define("drill-board", DrillBoard);
