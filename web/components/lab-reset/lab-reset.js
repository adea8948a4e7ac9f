import { act } from "../../actions/lab-do.js";
import { Component } from "../../lib/component.js";
import { html, render } from "../../lib/html.js";
import { mayDirect } from "../../lib/roles.js";
import { panel } from "../panel/panel.js";

/** Everything back to the beginning, after a second look. */
class LabReset extends Component {
    build() {
        render(this, panel({
            id: "lab-reset",
            title: "Reset",
            body: html`<div class="lab-body">
                <p class="muted">All orders, records, windows, counts and settings go; services are as many as at the start.</p>
                <p class="lab-row"><button class="button ask">Reset everything…</button>
                    <button class="button danger sure" hidden>Yes, delete everything</button>
                    <button class="button no" hidden>No</button></p>
                <p class="lab-said" role="status"></p>
            </div>`,
        }));
        const ask = (isAsking) => {
            this.find(".ask").hidden = isAsking;
            for (const name of ["sure", "no"]) this.find(`.${name}`).hidden = !isAsking;
            this.find(isAsking ? ".no" : ".ask").focus();
        };
        this.find(".ask").addEventListener("click", () => ask(true));
        this.find(".no").addEventListener("click", () => ask(false));
        this.find(".sure").addEventListener("click", async ({ target }) => {
            this.find(".lab-said").textContent = "Resetting…";
            const answer = await act(target, "lab.reset");
            this.find(".lab-said").textContent = answer ? "Everything begins anew." : "";
            ask(false);
        });
        this.watch(({ connection }) => connection.role, (role) => (this.find(".ask").disabled = !mayDirect(role)));
    }
}

customElements.define("lab-reset", LabReset);
