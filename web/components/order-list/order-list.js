import { loadOlderOrders } from "../../actions/orders.js";
import { showError } from "../../actions/toasts.js";
import { Component } from "../../lib/component.js";
import { plural } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { KeyedList } from "../../lib/keyed-list.js";
import { newestFirst } from "../../state/orders.js";
import { store } from "../../state/store.js";
import { emptyState } from "../empty-state/empty-state.js";
import { panel } from "../panel/panel.js";

const PAGE = 50;

const empty = emptyState("orders", "No orders yet", "Place the first one. It becomes an event on the topic orders.");

/** The orders, newest first. Shows a page at a time; what is not held here is fetched. */
class OrderList extends Component {
    #shown = PAGE;
    #hasOlder = true;
    #rows;

    build() {
        const aside = html`<span class="panel-count number"></span>`;
        const body = html`<div class="panel-scroll" tabindex="-1">
            <ul class="order-rows" role="list" aria-label="Orders, newest first"></ul>
            <div class="order-none" hidden>${empty}</div>
            <p class="order-loading muted" role="status">Waiting for the list of orders…</p>
            <button class="button more" hidden>Show older orders</button>
        </div>`;
        render(this, panel({ id: "orders", title: "Orders", aside, body }));
        this.#rows = new KeyedList(this.find("ul"), {
            key: ({ id }) => id,
            create: (order) => {
                const row = document.createElement("order-row");
                row.order = order;
                row.outcome = store.state.outcomes.get(order.id);
                return row;
            },
            update: (row, order) => (row.order = order),
        });
        this.find(".more").addEventListener("click", () => this.#showMore());
        this.watch(({ orders }) => orders, () => this.#show());
        this.watch(({ outcomes }) => outcomes, (outcomes) => this.#conclude(outcomes));
    }

    #show() {
        const { orders } = store.state;
        const held = newestFirst(orders);
        this.#rows.show(held.slice(0, this.#shown));
        this.find(".panel-count").textContent = orders.isLoaded ? plural(orders.total, "order") : "";
        this.find(".order-loading").hidden = orders.isLoaded || held.length > 0;
        this.find(".order-none").hidden = !orders.isLoaded || held.length > 0;
        this.find(".more").hidden = held.length <= this.#shown && !(this.#hasOlder && orders.total > held.length);
    }

    #conclude(outcomes) {
        for (const row of this.querySelectorAll("order-row")) row.outcome = outcomes.get(row.order.id);
    }

    async #showMore() {
        this.#shown += PAGE;
        const { orders } = store.state;
        try {
            if (this.#shown > orders.byId.size && orders.total > orders.byId.size) {
                this.#hasOlder = await loadOlderOrders();
            }
        } catch (error) {
            showError(`older orders could not be fetched: ${error.message}`);
        }
        this.#show();
    }
}

customElements.define("order-list", OrderList);
