import { gateway } from "../../actions/gateway.js";
import { getJson } from "../../lib/api.js";
import { Component } from "../../lib/component.js";
import { duration, money, plural, sentence, total } from "../../lib/format.js";
import { create, html, render } from "../../lib/html.js";
import { KeyedList } from "../../lib/keyed-list.js";
import { pace } from "../../lib/pace.js";
import { addressOf } from "../../lib/router.js";
import { orderShown } from "../../state/hidden.js";
import { store } from "../../state/store.js";
import { correlationsOf, isAbout, orderOfTrace, recordsOfTrace } from "../../state/trace.js";
import { emptyState } from "../empty-state/empty-state.js";
import { icon } from "../icon/icon.js";
import { outcomeBadges } from "../order-row/outcome-badges.js";
import { placeDots, traceLanes } from "./trace-lanes.js";
import { traceRecord } from "./trace-record.js";

/** Milliseconds between two looks at the most. */
const PACE = 400;

/** Who has handled a record is known a little after it was written. */
const AFTERWARDS = 1_500;

/** Milliseconds after which a trace that could not be read is asked for again. */
const AGAIN = 3_000;

/** Every record about one order on every topic, in time order, live. Attribute `order-id`. */
class OrderTrace extends Component {
    #list;
    #trace = null;
    #look = pace(PACE, () => this.#fetch());
    #afterwards = null;

    build() {
        render(
            this,
            html`<a class="button small trace-back" href="${addressOf("orders")}">${icon("back")} All orders</a>
                <section class="panel trace-head" aria-labelledby="trace-title">
                    <div class="trace-title">
                        <h2 id="trace-title" tabindex="-1">Order <span class="id">${this.#id}</span></h2>
                        <p class="trace-badges"></p>
                    </div>
                    <p class="trace-about muted" role="status">Looking for its records…</p>
                    <div class="trace-lanes"></div>
                </section>
                <section class="panel trace-body" aria-labelledby="trace-records" hidden>
                    <div class="panel-head">
                        <h2 id="trace-records">Record by record</h2>
                        <span class="panel-count number"></span>
                    </div>
                    <ol class="trace-list" role="list" aria-label="Records of the order, in time order"></ol>
                </section>
                <div class="panel trace-none" hidden></div>`,
        );
        this.#list = new KeyedList(this.find("ol"), {
            key: ({ id }) => id,
            create: (record) => create(traceRecord(record)),
        });
        this.#heard = [
            gateway.on("events", ({ events }) => events.some((event) => isAbout(this.#id, event)) && this.#lookTwice()),
            gateway.on("welcome", () => this.#look()),
        ];
        this.watch(({ outcomes }) => outcomes.get(this.#id), (outcome) => {
            render(this.find(".trace-badges"), html`${outcomeBadges(outcome)}`);
        });
        this.watch(({ room }) => room.hidden, () => this.#redraw());
        this.#look();
    }
    #heard = [];

    disconnectedCallback() {
        super.disconnectedCallback();
        for (const stop of this.#heard.splice(0)) stop();
        this.#look.stop();
        clearTimeout(this.#afterwards);
    }

    get #id() {
        return this.getAttribute("order-id");
    }

    #lookTwice() {
        this.#look();
        clearTimeout(this.#afterwards);
        this.#afterwards = setTimeout(() => this.#look(), AFTERWARDS);
    }

    async #fetch() {
        try {
            const trace = await getJson(`/api/orders/${encodeURIComponent(this.#id)}/trace`);
            if (this.isConnected) this.#show(trace);
        } catch (error) {
            if (this.isConnected) this.#fail(error);
        }
    }

    #show(trace) {
        const known = new Map(this.#records.map((record) => [record.id, record]));
        // A record that says the same as before is the same object, so that what is unfolded stays so.
        const records = recordsOfTrace(trace).map((record) => {
            const held = known.get(record.id);
            return held && held.handledBy === record.handledBy ? held : record;
        });
        this.#trace = trace;
        this.#records = records;
        if (records.length === 0) return this.#fail({ code: "order.unknown", message: "No record is about this order." });
        this.find(".trace-none").hidden = true;
        this.find(".trace-body").hidden = false;
        this.#showHead(trace, records);
        this.#list.show(records);
        this.find(".trace-body .panel-count").textContent = plural(records.length, "record");
        render(this.find(".trace-lanes"), traceLanes(records));
        placeDots(this.find(".trace-lanes"));
    }
    #records = [];

    #redraw() {
        if (this.#trace === null) return;
        this.#list.redraw();
        this.#showHead(this.#trace, this.#records);
    }

    #showHead(trace, records) {
        const order = orderShown(store.state.room, orderOfTrace(trace) ?? store.state.orders.byId.get(this.#id));
        const topics = new Set(records.map(({ topic }) => topic)).size;
        const took = duration(Math.max(...records.map(({ sinceOrderMs }) => sinceOrderMs)));
        if (order) {
            const title = `${order.customerName} · ${order.quantity} × ${order.item} · ${money(total(order))}`;
            if (this.find("#trace-title").textContent !== title) this.find("#trace-title").textContent = title;
        }
        render(
            this.find(".trace-about"),
            html`${plural(records.length, "record")} on ${plural(topics, "topic")} within ${took}.
                ${trace.complete === false && html`<strong>Some may be missing: they lie further back than was looked.</strong>`}
                <span class="trace-ids">
                    order <span class="id">${this.#id}</span>${correlationsOf(trace).map(
                        (id) => html`, correlation <span class="id">${id}</span>`,
                    )}
                </span>`,
        );
    }

    #fail({ code, message }) {
        // An order that is not known stays so; whoever could not answer may be back soon.
        clearTimeout(this.#afterwards);
        if (code !== "order.unknown") this.#afterwards = setTimeout(() => this.#look(), AGAIN);
        if (this.#records.length > 0) return;
        this.find(".trace-about").textContent = "";
        const none = this.find(".trace-none");
        const isUnknown = code === "order.unknown";
        const text = isUnknown ? message : `${sentence(message)} The page asks again every few seconds.`;
        render(none, html`${emptyState("orders", isUnknown ? "No trace" : "The trace cannot be read", text)}`);
        none.hidden = false;
    }
}

customElements.define("order-trace", OrderTrace);
