import { watchSystem } from "../../actions/lab.js";
import { Component } from "../../lib/component.js";
import { sentence } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { staleNote } from "../../lib/stale-note.js";

/** Everything that an instructor can do to the dojo. */
class LabBoard extends Component {
    build() {
        this.until(watchSystem());
        render(this, html`<p class="lab-wait muted" role="status">Waiting for the picture of the system…</p>
            <div class="lab-board">
                <div><lab-services></lab-services><lab-settings></lab-settings></div>
                <div>
                    <lab-broker></lab-broker><lab-chaos></lab-chaos><lab-replay></lab-replay><lab-log></lab-log>
                    <lab-reset></lab-reset>
                </div>
            </div>
            <lab-output></lab-output>`);
        const noteOf = (state) => staleNote(state) ?? (state.systemProblem && sentence(state.systemProblem));
        this.watch((state) => noteOf(state) ?? (state.system ? "" : null), (note) => {
            const wait = this.find(".lab-wait");
            wait.hidden = note === "";
            wait.classList.toggle("standing-note", Boolean(note));
            wait.classList.toggle("muted", !note);
            if (note) wait.textContent = note;
        });
    }
}

customElements.define("lab-board", LabBoard);
