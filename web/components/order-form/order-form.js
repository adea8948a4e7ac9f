import { introduce } from "../../actions/gateway.js";
import { placeOrder } from "../../actions/orders.js";
import { showError } from "../../actions/toasts.js";
import { Component } from "../../lib/component.js";
import { money, total } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { FOR_PARTICIPANTS, mayDirect, mayOrder } from "../../lib/roles.js";
import { recall } from "../../lib/storage.js";
import { readDraft } from "../field/draft.js";
import { clearProblem, clearProblems, field, showProblems } from "../field/field.js";
import { icon } from "../icon/icon.js";
import { dishes } from "../order-menu/dishes.js";
import { panel } from "../panel/panel.js";

/** Milliseconds that an order may take before the form says that it is on its way. */
const PATIENCE = 300;

/** Places orders. Everything is checked by the gateway, which says field by field what is wrong. */
class OrderForm extends Component {
    build() {
        render(this, panel({ id: "new-order", title: "New order", body: this.#body() }));
        const form = this.find("form");
        form.addEventListener("submit", (event) => this.#submit(event));
        form.addEventListener("input", ({ target }) => this.#edited(target));
        for (const button of this.querySelectorAll(".step")) {
            button.addEventListener("click", () => this.#step(Number(button.value)));
        }
        this.find("order-menu").addEventListener("choose", ({ detail }) => this.#fill(detail));
        this.#fill(dishes[0]);
        this.watch(({ connection }) => mayOrder(connection.role), (may) => {
            for (const control of form.elements) control.disabled = !may;
        });
        this.watch(hintOf, (hint) => this.#say(hint));
    }

    #body() {
        const text = { form: "new" };
        return html`<form class="order-form panel-scroll" novalidate>
            ${field({ ...text, name: "customerName", label: "Your name", value: recall("name") ?? "" })}
            <order-menu></order-menu>
            ${field({ ...text, name: "item", label: "Item" })}
            <div class="pair">
                <div class="stepper">
                    ${field({ ...text, name: "quantity", label: "Quantity", type: "number", value: 1 })}
                    ${step(-1, "One less", "minus")} ${step(1, "One more", "plus")}
                </div>
                ${field({ ...text, name: "price", label: "Price", type: "number", attributes: html`step="0.01"` })}
            </div>
            <button class="button primary large">
                Place order <output class="number" aria-label="Total"></output>
            </button>
            <p class="placed" role="status"></p>
        </form>`;
    }

    get #form() {
        return this.find("form");
    }

    /** By `namedItem`, because `elements.item` is a method of the collection. */
    #input(name) {
        return this.#form.elements.namedItem(name);
    }

    #fill({ item, price }) {
        this.#input("item").value = item;
        this.#input("price").value = price.toFixed(2);
        clearProblems(this.#form);
        this.#edited(this.#input("item"));
    }

    #step(by) {
        const quantity = this.#input("quantity");
        quantity.value = Math.max(1, (quantity.valueAsNumber || 0) + by);
        this.#edited(quantity);
    }

    #edited(input) {
        clearProblem(input);
        const draft = readDraft(this.#form);
        const sum = total(draft);
        this.find("output").textContent = Number.isFinite(sum) && sum > 0 ? money(sum) : "";
        this.find("order-menu").mark(draft.item);
    }

    async #submit(event) {
        event.preventDefault();
        const draft = readDraft(this.#form);
        const waiting = setTimeout(() => this.#say("Placing the order…"), PATIENCE);
        try {
            // Before the order, so that it is counted as theirs.
            introduce(draft.customerName.trim());
            const order = await placeOrder(draft);
            clearProblems(this.#form);
            this.#say(`Ordered ${order.quantity} × ${order.item} for ${order.customerName}.`);
        } catch (error) {
            this.#say("");
            const others = showProblems(this.#form, error.details ?? []);
            if (others.length > 0 || !error.details?.length) showError(error.message);
        } finally {
            clearTimeout(waiting);
        }
    }

    #say(text) {
        this.find(".placed").textContent = text;
    }
}

/** Why one cannot order at the moment, or others cannot. */
function hintOf({ connection: { role }, room }) {
    if (!mayOrder(role)) return FOR_PARTICIPANTS;
    if (room.ordering !== "paused") return "";
    return mayDirect(role)
        ? "Ordering is paused for participants, not for you. The view Room lets it go on."
        : "Ordering is paused: the instructor lets it go on.";
}

const step = (by, label, name) =>
    html`<button type="button" class="step icon-button" value="${by}" aria-label="${label}">${icon(name)}</button>`;

customElements.define("order-form", OrderForm);
