import { command } from "../../actions/lab.js";
import { Component } from "../../lib/component.js";
import { html, render } from "../../lib/html.js";
import { icon } from "../icon/icon.js";

const KEPT = 1_000;

/** The tail of what one instance writes, while the dialog is open. */
class LabOutput extends Component {
    #instance = null;
    #next = 0;
    #isAsking = false;

    build() {
        render(this, html`<dialog class="lab-output" aria-labelledby="output-title">
            <div class="panel-head"><h2 id="output-title"></h2><button class="icon-button" aria-label="Close">${icon("close")}</button></div>
            <pre tabindex="0" role="log" aria-label="Output"></pre>
            <p class="lab-said" role="status"></p>
        </dialog>`);
        const dialog = this.find("dialog");
        this.find("button").addEventListener("click", () => dialog.close());
        dialog.addEventListener("close", () => (this.#instance = null));
        this.repeat(1_000, () => this.#ask());
    }

    open(instance) {
        [this.#instance, this.#next] = [instance, 0];
        this.find("h2").textContent = `Output of ${instance}`;
        this.find("pre").textContent = "";
        this.find(".lab-said").textContent = "Waiting for its lines…";
        this.find("dialog").showModal();
        this.#ask();
    }

    async #ask() {
        const instance = this.#instance;
        if (!instance || this.#isAsking) return;
        this.#isAsking = true;
        try {
            const { lines, next } = await command("lab.output", { instance, after: this.#next });
            if (instance !== this.#instance) return;
            this.#next = next;
            this.#add(lines.map(({ text }) => text));
            this.find(".lab-said").textContent = "";
        } catch ({ message }) {
            this.find(".lab-said").textContent = message;
        } finally {
            this.#isAsking = false;
        }
    }

    #add(lines) {
        if (lines.length === 0) return;
        const output = this.find("pre");
        const isAtEnd = output.scrollHeight - output.scrollTop - output.clientHeight < 40;
        const held = output.textContent === "" ? [] : output.textContent.split("\n");
        output.textContent = [...held, ...lines].slice(-KEPT).join("\n");
        if (isAtEnd) output.scrollTop = output.scrollHeight;
    }
}

customElements.define("lab-output", LabOutput);
