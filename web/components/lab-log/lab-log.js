import { command } from "../../actions/lab.js";
import { Component } from "../../lib/component.js";
import { sentence, time } from "../../lib/format.js";
import { create, html, render } from "../../lib/html.js";
import { KeyedList } from "../../lib/keyed-list.js";
import { store } from "../../state/store.js";
import { panel } from "../panel/panel.js";

const SHOWN = 100;

/** Milliseconds after which a log that could not be read is asked for again. */
const AGAIN = 3_000;

/** What was done here, by whom, newest first. */
class LabLog extends Component {
    build() {
        render(this, panel({
            id: "lab-log",
            title: "What was done",
            body: html`<div class="panel-scroll lab-log" tabindex="0" role="region" aria-label="Log of the lab">
                <ol role="list" aria-label="What was done, newest first"></ol>
                <p class="lab-log-none muted">Looking what was done…</p>
            </div>`,
        }));
        const list = new KeyedList(this.find("ol"), {
            key: ({ id }) => id,
            create: ({ at, by, action, target, detail }) => create(html`<li>
                <time>${time(at)}</time> <strong>${action}</strong> ${target} <span class="muted">${[detail, by].filter(Boolean).join(" · ")}</span>
            </li>`),
        });
        this.watch(({ lab }) => lab, (entries) => {
            list.show(entries.slice(0, SHOWN));
            this.find(".lab-log-none").hidden = entries.length > 0;
        });
        // Also after it was away: what was done meanwhile is not told again.
        this.watch(({ connection }) => connection.status === "connected", (isConnected) => isConnected && this.#fetch());
    }

    async #fetch() {
        try {
            store.dispatch({ type: "lab.fetched", entries: (await command("lab.log")).entries });
            this.find(".lab-log-none").textContent = "Nothing yet.";
        } catch ({ message }) {
            if (!this.isConnected) return;
            this.find(".lab-log-none").textContent = sentence(message);
            setTimeout(() => this.isConnected && this.#fetch(), AGAIN);
        }
    }
}

customElements.define("lab-log", LabLog);
