import { deleteOrder } from "../../actions/orders.js";
import { hide } from "../../actions/room.js";
import { showError } from "../../actions/toasts.js";
import { busy } from "../../lib/busy.js";
import { Component } from "../../lib/component.js";
import { money, shortId, time, total } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { flash } from "../../lib/motion.js";
import { mayDirect, mayOrder } from "../../lib/roles.js";
import { addressOf } from "../../lib/router.js";
import { hidesOrder, orderShown } from "../../state/hidden.js";
import { store } from "../../state/store.js";
import { icon } from "../icon/icon.js";
import { outcomeBadges } from "./outcome-badges.js";

/** One order: to read, to change in place, to delete after a second thought. Properties: `order`, `outcome`. */
class OrderRow extends Component {
    #order;
    #outcome;

    build() {
        if (this.firstChild) return this.#follow();
        this.setAttribute("role", "listitem");
        render(
            this,
            html`<div class="order-text"></div>
                <div class="order-side">
                    <p class="order-total number"></p>
                    <div class="order-actions">
                        ${action("edit", "Edit")} ${action("trash", "Delete")}
                        <button class="icon-button hide" hidden></button>
                    </div>
                </div>
                <div class="order-more" hidden></div>`,
        );
        this.find(".edit").addEventListener("click", () => this.#edit());
        this.find(".trash").addEventListener("click", () => this.#askToDelete());
        this.find(".hide").addEventListener("click", () => this.#hide());
        this.addEventListener("done", () => this.#close());
        this.addEventListener("keydown", ({ key }) => key === "Escape" && this.#close());
        this.#follow();
        this.#show();
        if (Date.now() - Date.parse(this.#order.createdAt) < 3_000) flash(this);
    }

    /** What a role may not do is not offered. */
    #follow() {
        this.watch(({ connection }) => mayOrder(connection.role), (may) => {
            this.find(".order-actions").hidden = !may || this.dataset.open !== undefined;
        });
        this.watch(({ connection }) => mayDirect(connection.role), (may) => (this.find(".hide").hidden = !may));
        this.watch(({ room }) => room.hidden, () => this.find(".order-name") && this.#show());
    }

    get order() {
        return this.#order;
    }

    set order(order) {
        this.#order = order;
        if (!this.firstChild) return;
        this.#show();
        flash(this);
    }

    set outcome(outcome) {
        if (outcome === this.#outcome) return;
        this.#outcome = outcome;
        if (this.firstChild) this.#show();
    }

    #show() {
        const { id, customerName, item, quantity, price, createdAt } = orderShown(store.state.room, this.#order);
        this.find(".order-total").textContent = money(total(this.#order));
        this.find(".edit").ariaLabel = `Edit the order of ${customerName}`;
        this.find(".trash").ariaLabel = `Delete the order of ${customerName}`;
        this.#showHidden(id, customerName);
        render(
            this.find(".order-text"),
            html`<p class="order-name">
                    <a href="${addressOf("orders", id)}" title="What became of this order">${customerName}</a>
                </p>
                <p class="order-item">
                    ${quantity} × ${item} ${quantity > 1 && html`<small>at ${money(price)}</small>`}
                </p>
                <p class="order-meta">
                    <time datetime="${createdAt}">${time(createdAt)}</time>
                    <span class="id" title="${id}">${shortId(id)}</span> ${outcomeBadges(this.#outcome)}
                </p>`,
        );
    }

    /** For the instructor: off the screens of the room, and back. */
    #showHidden(id, customerName) {
        const isHidden = hidesOrder(store.state.room, id);
        this.toggleAttribute("data-hidden", isHidden);
        const button = this.find(".hide");
        const word = isHidden ? "Show on the screens" : "Take off the screens";
        if (button.title !== word) render(button, html`${icon(isHidden ? "show" : "hide")}`);
        button.title = word;
        button.ariaLabel = `${isHidden ? "Show" : "Hide"} the order of ${customerName}`;
    }

    #hide() {
        return hide("order", this.#order.id, !hidesOrder(store.state.room, this.#order.id));
    }

    #edit() {
        const editor = document.createElement("order-edit");
        editor.row = this;
        this.#open(editor);
    }

    #askToDelete() {
        const question = render(
            document.createElement("div"),
            html`<p>Delete this order?</p>
                <button class="button small danger">Delete</button> <button class="button small keep">Keep</button>`,
        );
        question.className = "order-question";
        question.querySelector(".keep").addEventListener("click", () => this.#close());
        question.querySelector(".danger").addEventListener("click", ({ currentTarget }) => this.#delete(currentTarget));
        this.#open(question);
        question.querySelector(".danger").focus();
    }

    async #delete(button) {
        try {
            await busy(button, () => deleteOrder(this.#order.id, this.#order.version));
        } catch (error) {
            showError(error.message);
            this.#close();
        }
    }

    #open(content) {
        this.dataset.open = "";
        this.find(".order-more").replaceChildren(content);
        this.find(".order-more").hidden = false;
        this.find(".order-actions").hidden = true;
    }

    #close() {
        const more = this.find(".order-more");
        if (more.hidden) return;
        const was = more.querySelector("order-edit") ? ".edit" : ".trash";
        more.replaceChildren();
        more.hidden = true;
        delete this.dataset.open;
        this.find(".order-actions").hidden = !mayOrder(store.state.connection.role);
        this.find(was).focus();
    }
}

const action = (name, word) => html`<button class="icon-button ${name}" title="${word}">${icon(name)}</button>`;

customElements.define("order-row", OrderRow);
