import { gateway } from "../../actions/gateway.js";
import { showError, showNotice } from "../../actions/toasts.js";
import { Component } from "../../lib/component.js";
import { count, plural } from "../../lib/format.js";
import { create, html, render } from "../../lib/html.js";
import { addressOf, queryOf } from "../../lib/router.js";
import { VirtualList } from "../../lib/virtual-list.js";
import { EVERYTHING, linesOf } from "../../state/audit-lines.js";
import { AuditTail, TAIL } from "../../state/audit-tail.js";
import { store } from "../../state/store.js";
import { emptyState } from "../empty-state/empty-state.js";
import { icon } from "../icon/icon.js";
import { panel } from "../panel/panel.js";
import { auditEntry } from "./audit-entry.js";

/** Milliseconds between two drawings: more often nobody can read, and a thousand events a second are many rows. */
const PACE = 120;

/** Records asked for at a time; the gateway takes no more. */
const PAGE = 1_000;

const nothing = emptyState(
    "audit",
    "Nothing has happened yet",
    "Every step of every order shows up here the moment it happens.",
);

/**
 * The topic audit as it is written, newest on top. A pause holds still what is shown; afterwards the feed goes on from
 * where it stopped, and fetches what the page does not hold. Attribute `filter`: with a filter, kept in the address.
 */
class AuditFeed extends Component {
    #tail = new AuditTail();
    #list;
    #isPaused = false;
    #isCatchingUp = false;
    #filter = EVERYTHING;

    build() {
        const aside = html`<span class="panel-count number" role="status"></span>
            <button class="button small pause" aria-pressed="false"></button>`;
        const hasFilter = this.hasAttribute("filter");
        if (hasFilter) this.#filter = filterIn(queryOf());
        const body = html`${hasFilter && html`<audit-filter value="${new URLSearchParams(this.#filter)}"></audit-filter>`}
            <div class="panel-scroll" role="region" aria-label="Audit events" tabindex="0">
                <ol role="list" aria-label="Audit events, newest first"></ol>
                <p class="panel-wait muted" role="status" hidden>Waiting for the events…</p>
                <div class="feed-none" hidden>${nothing}</div>
                <div class="feed-end" hidden><p class="muted"></p><button class="button small back">Look further back</button></div>
            </div>`;
        render(this, panel({ id: "audit", title: "Live audit feed", aside, body }));
        this.#list = new VirtualList(this.find(".panel-scroll"), this.find("ol"), {
            key: ({ id }) => id,
            create: (entry) => create(auditEntry(entry, store.state.room)),
            height: 60,
            pace: PACE,
        });
        this.find(".pause").addEventListener("click", () => this.#toggle());
        this.find(".back").addEventListener("click", () => this.#lookBack());
        this.find("audit-filter")?.addEventListener("filter", ({ detail }) => this.#choose(detail));
        this.watch(({ audit }) => audit, (audit) => this.#follow(audit));
        this.watch(({ followed }) => followed, () => this.#show());
        this.watch(({ room }) => room.hidden, () => this.#list.redraw());
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        this.#list.stop();
    }

    #toggle() {
        this.#isPaused = !this.#isPaused;
        this.#follow(store.state.audit);
    }

    #choose(filter) {
        this.#filter = filter;
        const said = Object.entries(filter).filter(([, text]) => text !== "");
        const query = said.length > 0 ? `?${new URLSearchParams(said)}` : "";
        history.replaceState(history.state, "", addressOf("audit") + query);
        this.find(".panel-scroll").scrollTop = 0;
        this.#show();
    }

    #follow(audit) {
        if (!this.#isPaused && !this.#isCatchingUp && !this.#tail.follow(audit)) this.#catchUp();
        this.#showPause(audit);
        if (!this.#isPaused) this.#show();
    }

    /** Fetches what came since the feed stopped following and the page no longer holds. */
    async #catchUp() {
        this.#isCatchingUp = true;
        try {
            for (;;) {
                const page = await gateway.history("audit", { from: this.#tail.cursor, limit: PAGE });
                if (!this.isConnected || this.#tail.take(page, store.state.audit)) break;
                if (this.#isPaused) break;
                this.#show();
            }
        } catch (error) {
            showNotice(`What came meanwhile could not be fetched: ${error.message}`);
            this.#tail.skip(store.state.audit);
        }
        this.#isCatchingUp = false;
        if (this.isConnected) this.#follow(store.state.audit);
    }

    /** Searches the topic for older events, of those that the gateway can tell from others. */
    async #lookBack() {
        const button = this.find(".back");
        const { source, action, order } = this.#filter;
        const where = { ...(source && { "value.source": source }), ...(action && { "value.action": action }) };
        const keys = isWholeId(order) ? [order.trim()] : undefined;
        button.disabled = true;
        button.textContent = "Looking…";
        try {
            const isSearch = keys || Object.keys(where).length > 0;
            const held = isSearch ? this.#list.items.length : this.#tail.entries.length;
            let found = 0;
            let from = { last: Math.min(TAIL, held + PAGE) };
            for (;;) {
                const page = await gateway.history("audit", { from, limit: PAGE, where, keys });
                found += this.#tail.addOlder(page.events);
                from = page.cursor;
                if (!page.more) break;
            }
            if (found === 0) showNotice("There is nothing older than what is shown.");
        } catch (error) {
            showError(error.message);
        }
        button.disabled = false;
        button.textContent = "Look further back";
        this.#show();
    }

    #show() {
        const lines = linesOf(this.#tail.entries, this.#filter, (entry) => this.#tail.customerOf(entry));
        this.#list.show(lines);
        this.#showEnds(lines);
    }

    #showEnds(lines) {
        const filter = this.find("audit-filter");
        const held = this.#tail.entries.length;
        const isFollowed = store.state.followed.includes("audit");
        this.find(".panel-wait").hidden = held > 0 || isFollowed;
        this.find(".feed-none").hidden = held > 0 || !isFollowed;
        const end = this.find(".feed-end");
        end.hidden = !filter || held === 0;
        const said = filter?.isSet
            ? `${plural(lines.length, "event passes", "events pass")} of the ${count(held)} that this page holds.`
            : this.#tail.isFull && `This page holds the newest ${count(TAIL)} events; the topic has the others.`;
        const text = end.querySelector("p");
        if (text.textContent !== (said || "")) text.textContent = said || "";
    }

    #showPause(audit) {
        const button = this.find(".pause");
        const waiting = this.#isPaused ? this.#tail.behind(audit) : 0;
        button.setAttribute("aria-pressed", String(this.#isPaused));
        const word = this.#isPaused ? `Resume${waiting > 0 ? ` (${count(waiting)} new)` : ""}` : "Pause";
        if (button.textContent.trim() !== word) {
            render(button, html`${icon(this.#isPaused ? "play" : "pause")} ${word}`);
        }
        const status = this.#isCatchingUp ? "Catching up…" : "";
        if (this.find(".panel-count").textContent !== status) this.find(".panel-count").textContent = status;
    }
}

const filterIn = (query) =>
    Object.fromEntries(Object.keys(EVERYTHING).map((name) => [name, query.get(name) ?? ""]));

const isWholeId = (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text.trim());

customElements.define("audit-feed", AuditFeed);
