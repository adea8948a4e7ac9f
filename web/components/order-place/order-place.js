import { Component } from "../../lib/component.js";
import { create, html, render } from "../../lib/html.js";
import { addressOf, routeOf } from "../../lib/router.js";

/** The list of orders at `#/orders`, one order's trace at `#/orders/<id>`; the list stays as it is behind a trace. */
class OrderPlace extends Component {
    build() {
        render(
            this,
            html`<div class="two">
                    <div class="stack"><order-form></order-form><order-rush></order-rush></div>
                    <order-list filter></order-list>
                </div>
                <div class="order-detail" hidden></div>`,
        );
        this.listen(window, "hashchange", () => this.#show(true));
        this.#show(false);
    }

    #show(isMove) {
        const [view, id] = routeOf();
        if (view !== "orders") return;
        const detail = this.find(".order-detail");
        detail.replaceChildren(...(id ? [create(html`<order-trace order-id="${id}"></order-trace>`)] : []));
        detail.hidden = !id;
        this.find(".two").hidden = Boolean(id);
        if (!isMove) return;
        if (id) {
            this.#cameFrom = id;
            detail.querySelector("h2")?.focus();
            scrollTo(0, 0);
        } else this.#linkTo(this.#cameFrom)?.focus();
    }
    #cameFrom = null;

    #linkTo(id) {
        return [...this.querySelectorAll("order-list a")].find((link) => link.getAttribute("href") === addressOf("orders", id));
    }
}

customElements.define("order-place", OrderPlace);
