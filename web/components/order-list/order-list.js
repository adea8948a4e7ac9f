import { loadOlderOrders } from "../../actions/orders.js";
import { showError } from "../../actions/toasts.js";
import { Component } from "../../lib/component.js";
import { count, plural } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { VirtualList } from "../../lib/virtual-list.js";
import { ALL_ORDERS, ordersThatPass } from "../../state/order-filter.js";
import { HELD, newestFirst } from "../../state/orders.js";
import { store } from "../../state/store.js";
import { emptyState } from "../empty-state/empty-state.js";
import { panel } from "../panel/panel.js";
import { orderFilter } from "./order-filter.js";

const empty = emptyState("orders", "No orders yet", "Place the first one. It becomes an event on the topic orders.");
const noMatch = emptyState("orders", "No order passes the filter", "Older ones may: show them below, or clear the filter.");

/**
 * The orders, newest first; the older ones are fetched page by page. Attribute `filter`: with a filter above. Property
 * `hidden` may come and go: the list keeps its place.
 */
class OrderList extends Component {
    #rows;
    #filter = ALL_ORDERS;
    #isFetching = false;
    #hasOlder = true;

    build() {
        const aside = html`<span class="panel-count number"></span>`;
        const body = html`${this.hasAttribute("filter") && orderFilter}
            <div class="panel-scroll" tabindex="-1">
                <ul class="order-rows" role="list" aria-label="Orders, newest first"></ul>
                <div class="order-none" hidden>${empty}</div>
                <div class="order-no-match" hidden>${noMatch}</div>
                <p class="order-loading muted" role="status">Waiting for the list of orders…</p>
                <div class="order-end" hidden>
                    <p class="muted number"></p>
                    <button class="button more">Show older orders</button>
                </div>
            </div>`;
        render(this, panel({ id: "orders", title: "Orders", aside, body }));
        this.#rows = new VirtualList(this.find(".panel-scroll"), this.find("ul"), {
            key: ({ id }) => id,
            create: (order) => {
                const row = document.createElement("order-row");
                row.order = order;
                row.outcome = store.state.outcomes.get(order.id);
                return row;
            },
            update: (row, order) => (row.order = order),
            height: 80,
            pace: 60,
        });
        this.find(".more").addEventListener("click", () => this.#showMore());
        const form = this.querySelector("form.filter");
        form?.addEventListener("submit", (event) => event.preventDefault());
        for (const type of ["input", "change"]) form?.addEventListener(type, () => this.#choose(form));
        this.watch(({ orders }) => orders, () => this.#show());
        this.watch(({ outcomes }) => outcomes, (outcomes) => this.#conclude(outcomes));
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        this.#rows.stop();
    }

    #choose(form) {
        this.#filter = Object.fromEntries(new FormData(form));
        this.find(".panel-scroll").scrollTop = 0;
        this.#show();
    }

    #show() {
        const { orders, outcomes } = store.state;
        const held = newestFirst(orders);
        const shown = ordersThatPass(held, outcomes, this.#filter);
        this.#rows.show(shown);
        this.find(".panel-count").textContent = orders.isLoaded ? plural(orders.total, "order") : "";
        this.find(".order-loading").hidden = orders.isLoaded || held.length > 0;
        this.find(".order-none").hidden = !orders.isLoaded || held.length > 0;
        this.find(".order-no-match").hidden = shown.length > 0 || held.length === 0;
        this.#showEnd(held.length, shown.length, orders.total);
    }

    #showEnd(held, shown, total) {
        const isFiltered = Object.values(this.#filter).some((text) => text.trim() !== "");
        const hasOlder = this.#hasOlder && total > held;
        const end = this.find(".order-end");
        end.hidden = !hasOlder && !isFiltered;
        this.find(".more").hidden = !hasOlder || held >= HELD;
        const here = isFiltered ? `${count(shown)} of the newest ${plural(held, "order")} pass.` : "";
        const there = hasOlder ? `${count(total - held)} older ${total - held === 1 ? "one is" : "ones are"} in Redis.` : "";
        end.querySelector("p").textContent = [here, there].filter(Boolean).join(" ");
    }

    #conclude(outcomes) {
        for (const [row, order] of this.#rows.drawn) row.outcome = outcomes.get(order.id);
        if (this.#filter.outcome) this.#show();
    }

    async #showMore() {
        if (this.#isFetching) return;
        this.#isFetching = true;
        const button = this.find(".more");
        button.textContent = "Fetching…";
        try {
            this.#hasOlder = await loadOlderOrders();
        } catch (error) {
            showError(`older orders could not be fetched: ${error.message}`);
        }
        button.textContent = "Show older orders";
        this.#isFetching = false;
        this.#show();
    }
}

customElements.define("order-list", OrderList);
