import { act } from "../../actions/lab-do.js";
import { command } from "../../actions/lab.js";
import { Component } from "../../lib/component.js";
import { plural } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { mayDirect } from "../../lib/roles.js";
import { store } from "../../state/store.js";
import { field } from "../field/field.js";
import { panel } from "../panel/panel.js";

/** Every so many seconds something breaks, by seed: the same seed, the same order of things. */
class LabChaos extends Component {
    #asked = 0;

    build() {
        render(this, panel({
            id: "lab-chaos",
            title: "Chaos",
            aside: html`<span class="badge lab-chaos-state"></span>`,
            body: html`<form class="lab-body" novalidate aria-label="Chaos">
                <div class="lab-row">
                    ${field({ form: "chaos", name: "seed", label: "Seed", type: "number", value: 7 })}
                    ${field({ form: "chaos", name: "everySeconds", label: "Every, seconds", type: "number", value: 20 })}
                    <button class="button start">Start</button>
                    <button type="button" class="button stop" hidden>Stop</button>
                </div>
                <p class="lab-said" role="status"></p>
                <details><summary>What this seed will do</summary><ol class="lab-plan"></ol></details>
            </form>`,
        }));
        const form = this.find("form");
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            const value = (name) => form.elements.namedItem(name).valueAsNumber;
            act(this.find(".start"), "chaos.start", { seed: value("seed"), everySeconds: value("everySeconds") });
        });
        this.find(".stop").addEventListener("click", ({ target }) => act(target, "chaos.stop"));
        form.addEventListener("input", () => this.find("details").open && this.#plan());
        this.find("details").addEventListener("toggle", ({ target }) => target.open && this.#plan());
        this.watch(({ system }) => system, () => this.#show());
        this.watch(({ connection }) => connection.role, (role) => {
            for (const control of form.elements) control.disabled = !mayDirect(role);
        });
    }

    #show() {
        const { system } = store.state;
        const chaos = system?.chaos ?? null;
        this.find(".start").hidden = chaos !== null;
        this.find(".stop").hidden = chaos === null;
        const badge = this.find(".lab-chaos-state");
        badge.textContent = chaos ? "running" : "off";
        badge.dataset.tone = chaos ? "red" : "slate";
        this.find(".lab-said").textContent = chaos
            ? `Seed ${chaos.seed}: ${plural(chaos.done, "thing")} broken so far, the next in ${Math.max(0, Math.round((chaos.nextAt - system.time) / 1000))} s.`
            : "";
    }

    async #plan() {
        const turn = ++this.#asked;
        const list = this.find(".lab-plan");
        try {
            const { steps } = await command("chaos.plan", { seed: this.find("[name=seed]").valueAsNumber, count: 12 });
            if (turn !== this.#asked) return;
            render(list, html`${steps.map(({ action, target, detail, lasts }) => html`<li>${action} ${target}${detail && `, ${detail}`}${lasts && `, for ${lasts} s`}</li>`)}`);
        } catch ({ message }) {
            if (turn === this.#asked) render(list, html`<li>${message}</li>`);
        }
    }
}

customElements.define("lab-chaos", LabChaos);
