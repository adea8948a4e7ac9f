import { Component } from "../../lib/component.js";
import { count } from "../../lib/format.js";
import { create, html, render } from "../../lib/html.js";
import { KeyedList } from "../../lib/keyed-list.js";
import { emptyState } from "../empty-state/empty-state.js";
import { icon } from "../icon/icon.js";
import { panel } from "../panel/panel.js";
import { auditEntry } from "./audit-entry.js";

const empty = emptyState(
    "audit",
    "Nothing has happened yet",
    "Every step of every order shows up here the moment it happens.",
);

/** The topic audit as it is written, newest on top. Pausing holds still what is shown; nothing is lost by it. */
class AuditFeed extends Component {
    #list;
    #entries = [];
    #heldFrom = null;

    build() {
        const aside = html`<button class="button small pause" aria-pressed="false"></button>`;
        const body = html`<div class="panel-scroll" role="region" aria-label="Audit events" tabindex="0">
            <ol role="log" aria-live="off" aria-label="Audit events, newest first"></ol>
            <div class="feed-none" hidden>${empty}</div>
        </div>`;
        render(this, panel({ id: "audit", title: "Live audit feed", aside, body }));
        this.#list = new KeyedList(this.find("ol"), {
            key: ({ id }) => id,
            create: (entry) => create(auditEntry(entry)),
        });
        this.find(".pause").addEventListener("click", () => this.#toggle());
        this.watch(({ audit }) => audit, (entries) => this.#show(entries));
    }

    #toggle() {
        this.#heldFrom = this.#heldFrom === null ? new Set(this.#entries.map(({ id }) => id)) : null;
        this.#show(this.#entries);
    }

    #show(entries) {
        this.#entries = entries;
        const isPaused = this.#heldFrom !== null;
        const waiting = isPaused ? entries.filter(({ id }) => !this.#heldFrom.has(id)).length : 0;
        const button = this.find(".pause");
        button.setAttribute("aria-pressed", String(isPaused));
        const word = isPaused ? `Resume${waiting > 0 ? ` (${count(waiting)} new)` : ""}` : "Pause";
        if (button.textContent.trim() !== word) render(button, html`${icon(isPaused ? "play" : "pause")} ${word}`);
        if (!isPaused) this.#list.show(entries);
        this.find(".feed-none").hidden = entries.length > 0;
    }
}

customElements.define("audit-feed", AuditFeed);
