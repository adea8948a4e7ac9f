import { gateway } from "../../actions/gateway.js";
import { Component } from "../../lib/component.js";
import { count, plural, sentence } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { VirtualList } from "../../lib/virtual-list.js";
import { store } from "../../state/store.js";
import { emptyState } from "../empty-state/empty-state.js";
import { icon } from "../icon/icon.js";
import { panel } from "../panel/panel.js";
import { HELD, idOf, MessageReader } from "./message-reader.js";
import { messageRow } from "./message-row.js";
import { addressOfPlace, placeOf, PLACES } from "./place.js";
import { searchOf } from "./search.js";

/** Milliseconds after which somebody wants to know that something is being done. */
const NOTICEABLE = 250;

/** What was looked for goes back so many pages by itself, when nothing was found yet. */
const PAGES_BACK = 10;

/** The channels that the page follows anyway; others are followed while somebody looks at them. */
const FOLLOWED = new Set(["orders", "audit", "orders-dlq"]);

const FINDS = { text: "Text", key: "Key is", field: "Field is" };

const option = (value, text, chosen) =>
    html`<option value="${value}" ${value === chosen ? html`selected` : null}>${text}</option>`;

/** The records of a topic, from where the address says, and those that come while one looks. */
class TopicMessages extends Component {
    #place = null;
    #search = searchOf({});
    #reader = null;
    #list = null;
    #fresh = [];
    #isPaused = false;
    #isBusy = false;
    #stopFollowing = null;

    build() {
        const aside = html`<span class="panel-count number"></span>
            <button class="button small pause" aria-pressed="false">${icon("pause")} Pause</button>`;
        const body = html`<form class="messages-form" aria-label="Which messages"></form>
            <p class="messages-status muted" role="status"></p>
            <div class="panel-scroll" role="region" aria-label="Messages of the topic" tabindex="0">
                <p class="message-heads" aria-hidden="true"><span>Partition · offset</span><span>Time</span><span>Key</span><span>Value</span></p>
                <ol role="log" aria-live="off" aria-label="Messages"></ol>
                <div class="messages-none" hidden></div>
                <p class="messages-more" hidden><button class="button small"></button></p>
            </div>`;
        render(this, panel({ id: "messages", title: "Messages", aside, body }));
        this.#list = new VirtualList(this.find(".panel-scroll"), this.find("ol"), {
            key: ({ record }) => idOf(record),
            create: messageRow,
            height: 42,
            pace: 200,
        });
        this.until(() => this.#list.stop());
        this.until(() => this.#leave());
        this.find("form").addEventListener("submit", (event) => this.#submit(event));
        this.find("form").addEventListener("change", ({ target }) => this.#changed(target));
        this.find(".pause").addEventListener("click", () => this.#pause(!this.#isPaused));
        this.find(".messages-more button").addEventListener("click", () => this.#more());
        this.until(gateway.on("events", (frame) => this.#arrive(frame)));
        this.listen(window, "hashchange", () => this.#go());
        this.watch(partitionsOf, () => this.#showForm());
        this.watch(({ connection }) => connection.status, (status) => this.#connected(status === "connected"));
    }

    #connected(isConnected) {
        if (isConnected) this.#go();
        else if (this.#place === null) this.#say("Not connected: what lies there is read when the gateway is back.");
    }

    /** Reads what the address says, unless that is here already. */
    #go() {
        const place = placeOf();
        if (!place.topic || !this.isConnected) return;
        if (JSON.stringify(place) === JSON.stringify(this.#place) && !this.#failed) return;
        if (place.topic !== this.#place?.topic) this.#follow(place.topic);
        this.#place = place;
        this.#search = searchOf(place);
        this.#reader?.stop();
        this.#fresh = [];
        this.#isPaused = false;
        const topic = topicOf(store.state, place.topic);
        this.#reader = new MessageReader(place, this.#search, (number) =>
            topic?.partitions.find(({ partition }) => partition === number)?.begin,
        );
        this.#showForm();
        this.find(".panel-scroll").scrollTop = 0;
        this.#list.show([]);
        this.#run(async (reader) => {
            if (this.#search.problem) return;
            await reader.first();
            await this.#lookBack(reader);
        });
    }
    #failed = false;

    /** A text that is on none of the newest records is looked for a little further back. */
    async #lookBack(reader) {
        for (let page = 0; page < PAGES_BACK && this.#search.text !== "" && reader.hasMore; page += 1) {
            if (this.#search.isEmpty || reader.records.some(this.#search.matches)) return;
            await reader.more();
        }
    }

    #more() {
        this.#run(async (reader) => {
            const held = reader.records.filter(this.#search.matches).length;
            for (let page = 0; page < PAGES_BACK; page += 1) {
                await reader.more();
                if (!reader.hasMore || reader.records.filter(this.#search.matches).length > held) return;
            }
        });
    }

    /** Reads, says that it does when it takes time, and says what went wrong. */
    async #run(read) {
        const reader = this.#reader;
        this.#isBusy = true;
        this.#failed = false;
        const notice = setTimeout(() => this.#say("Reading…"), NOTICEABLE);
        let problem = this.#search.problem;
        try {
            await read(reader);
        } catch (error) {
            if (reader !== this.#reader || error.name === "AbortError") return;
            problem = error.message;
            this.#failed = true;
        } finally {
            clearTimeout(notice);
        }
        if (reader !== this.#reader || !this.isConnected) return;
        this.#isBusy = false;
        this.#show(problem);
    }

    #arrive({ channel, events }) {
        if (channel !== this.#place?.topic || !this.#reader?.isNewest || this.#failed) return;
        const { partition } = this.#place;
        const fresh = events.filter((event) => (partition === null || event.partition === partition) && this.#search.matches(event));
        if (fresh.length === 0) return;
        if (this.#isPaused) {
            this.#fresh = [...this.#fresh, ...fresh].slice(-HELD);
            return this.#showPause();
        }
        for (const event of fresh) this.#reader.add(event);
        if (!this.#isBusy) this.#due();
    }

    /** Live records are drawn a few times a second at most. */
    #due() {
        this.#timer ??= setTimeout(() => {
            this.#timer = null;
            if (this.isConnected && !this.#isBusy) this.#show(null);
        }, 200);
    }
    #timer = null;

    #pause(isPaused) {
        this.#isPaused = isPaused;
        if (!isPaused) for (const event of this.#fresh.splice(0)) this.#reader?.add(event);
        this.#show(null);
    }

    #show(problem) {
        const reader = this.#reader;
        const matching = reader.records.filter(this.#search.matches);
        const shown = reader.isNewest ? matching.reverse() : matching;
        if (!this.#isPaused || this.#list.items.length === 0) {
            this.#list.show(shown.map((record) => this.#item(record)));
        }
        this.find(".panel-count").textContent = problem && shown.length === 0 ? "" : plural(shown.length, "message");
        this.#say(problem ? null : this.#summary(shown.length));
        this.#showNone(problem, shown.length);
        const more = this.find(".messages-more");
        more.hidden = Boolean(problem) || !reader.hasMore;
        more.firstElementChild.textContent = reader.isNewest ? "Show older messages" : "Show more messages";
        this.#showPause();
    }

    /** The same object for the same record: the list leaves it alone. */
    #item(record) {
        if (!this.#items.has(record)) this.#items.set(record, { topic: this.#place.topic, record });
        return this.#items.get(record);
    }
    #items = new WeakMap();

    /** How far somebody who looks for something has looked. */
    #summary(shown) {
        const { looked, note } = this.#reader;
        if (this.#search.isEmpty) return note ?? "";
        const server = Object.keys(this.#search.server).length > 0;
        const text = server
            ? `${plural(shown, "message")} found by the gateway.`
            : `${count(shown)} of the ${plural(Math.max(looked, this.#reader.records.length), "message")} looked at ${shown === 1 ? "has" : "have"} it.`;
        return [text, note].filter(Boolean).join(" ");
    }

    #showNone(problem, shown) {
        const none = this.find(".messages-none");
        none.hidden = !problem && shown > 0;
        if (none.hidden) return;
        if (problem) {
            const retry = this.#failed && html`<p><button class="button small">Try again</button></p>`;
            render(none, html`<div role="alert">${emptyState("topics", "This could not be read", sentence(problem))}</div>${retry}`);
            none.querySelector("button")?.addEventListener("click", () => this.#go());
        } else if (this.#search.isEmpty) {
            render(none, emptyState("topics", "No messages here", "What is written to this topic shows up here at once."));
        } else render(none, emptyState("topics", "Nothing found", "Look further back, or for something else."));
    }

    #say(text) {
        const status = this.find(".messages-status");
        status.hidden = !text;
        if (status.textContent !== (text ?? "")) status.textContent = text ?? "";
    }

    #showPause() {
        const button = this.find(".pause");
        button.hidden = !this.#reader?.isNewest;
        button.setAttribute("aria-pressed", String(this.#isPaused));
        const waiting = this.#fresh.length;
        const word = this.#isPaused ? `Resume${waiting > 0 ? ` (${count(waiting)} new)` : ""}` : "Pause";
        if (button.textContent.trim() !== word) render(button, html`${icon(this.#isPaused ? "play" : "pause")} ${word}`);
    }

    #showForm() {
        const place = this.#place;
        if (!place) return;
        const partitions = partitionsOf(store.state).split(",").filter(Boolean);
        const key = JSON.stringify([place, partitions]);
        const form = this.find("form");
        if (form.dataset.key === key) return;
        form.dataset.key = key;
        const focused = document.activeElement?.closest(".messages-form") ? document.activeElement.name : null;
        render(
            form,
            html`<label>Partition
                    <select class="input" name="partition">
                        ${option("", "All", place.partition === null ? "" : null)}
                        ${partitions.map((number) => option(number, number, String(place.partition)))}
                    </select>
                </label>
                <label>Where
                    <select class="input" name="from">${Object.entries(PLACES).map(([name, text]) => option(name, text, place.from))}</select>
                </label>
                <label ${place.from === "offset" ? null : html`hidden`}>Offset
                    <input class="input" name="offset" type="number" min="0" value="${place.offset}" />
                </label>
                <label ${place.from === "time" ? null : html`hidden`}>Time
                    <input class="input" name="since" type="datetime-local" step="1" value="${place.since ?? ""}" />
                </label>
                <label>Find
                    <select class="input" name="find">${Object.entries(FINDS).map(([name, text]) => option(name, text, place.find))}</select>
                </label>
                <label class="wide">Search
                    <input class="input" name="text" type="search" value="${place.text}" placeholder="${HINTS[place.find] ?? ""}" />
                </label>
                <button class="button">Show</button>`,
        );
        if (focused) form.elements.namedItem(focused)?.focus();
    }

    /** Choices take effect at once, what is typed when it is sent. */
    #changed({ name }) {
        if (name === "find") this.find("[name=text]").placeholder = HINTS[this.find("[name=find]").value];
        if (name === "partition" || name === "from") this.#send();
    }

    #submit(event) {
        event.preventDefault();
        this.#send();
    }

    #send() {
        const { partition, from, offset, since, find, text } = Object.fromEntries(new FormData(this.find("form")));
        const number = partition === "" ? (from === "offset" ? 0 : null) : Number(partition);
        const address = addressOfPlace({
            topic: this.#place.topic,
            partition: number,
            from,
            offset: Math.max(0, Math.trunc(Number(offset) || 0)),
            since: since || null,
            find,
            text: text.trim(),
        });
        if (address === location.hash) this.#place = null;
        location.hash = address;
        if (this.#place === null) this.#go();
    }

    #follow(topic) {
        this.#stopFollowing?.();
        this.#stopFollowing = null;
        if (FOLLOWED.has(topic)) return;
        gateway.subscribe(topic);
        this.#stopFollowing = () => gateway.unsubscribe(topic);
    }

    #leave() {
        this.#reader?.stop();
        this.#stopFollowing?.();
        clearTimeout(this.#timer);
    }
}

const HINTS = { text: "in key, headers or value", key: "the whole key", field: "action=DLQ or header.source=fraud-service" };

const topicOf = ({ system }, name) => system?.topics?.find((topic) => topic.name === name);

/** As a text, so that the same partitions are the same value. */
const partitionsOf = (state) => (topicOf(state, routeTopic())?.partitions ?? []).map(({ partition }) => partition).join(",");

const routeTopic = () => placeOf().topic;

customElements.define("topic-messages", TopicMessages);
