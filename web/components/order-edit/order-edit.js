import { changeOrder } from "../../actions/orders.js";
import { showError, showNotice } from "../../actions/toasts.js";
import { busy } from "../../lib/busy.js";
import { Component } from "../../lib/component.js";
import { html, render } from "../../lib/html.js";
import { store } from "../../state/store.js";
import { readDraft } from "../field/draft.js";
import { clearProblem, field, showProblems } from "../field/field.js";

const OUTRUN = "Somebody changed this order while you were editing it. Save again to replace their change.";

/**
 * The form inside a row. Property `row`: the order-row whose order it changes; sends it `done` when saved or given up.
 * It is based on the version that the person saw; when somebody was faster, it says so, and saving again is deliberate.
 */
class OrderEdit extends Component {
    #version;

    build() {
        const { id, customerName, item, quantity, price, version } = this.row.order;
        const cents = html`step="0.01"`;
        const inCents = price.toFixed(2);
        this.#version = version;
        const form = `edit-${id}`;
        render(
            this,
            html`<form novalidate aria-label="Edit the order of ${customerName}">
                <div class="pair">
                    ${field({ form, name: "customerName", label: "Customer", value: customerName })}
                    ${field({ form, name: "item", label: "Item", value: item })}
                    ${field({ form, name: "quantity", label: "Quantity", type: "number", value: quantity })}
                    ${field({ form, name: "price", label: "Price", type: "number", value: inCents, attributes: cents })}
                </div>
                <div class="ends">
                    <button type="button" class="button small cancel">Cancel</button>
                    <button class="button small primary">Save</button>
                </div>
            </form>`,
        );
        this.find("form").addEventListener("submit", (event) => this.#save(event));
        this.find("form").addEventListener("input", ({ target }) => clearProblem(target));
        this.find(".cancel").addEventListener("click", () => this.#end());
        this.find("[name=customerName]").focus();
        this.until(() => this.#tellIfDeleted(id, customerName));
    }

    /** Else the row goes in the middle of a word, with all that was written into it. */
    #tellIfDeleted(id, customerName) {
        if (store.state.orders.deleted.has(id)) {
            showNotice(`The order of ${customerName} was deleted while you were changing it. Nothing of your change was saved.`);
        }
    }

    async #save(event) {
        event.preventDefault();
        const form = this.find("form");
        try {
            const change = () => changeOrder(this.row.order.id, this.#version, readDraft(form));
            await busy(this.find(".primary"), change);
            this.#end();
        } catch (error) {
            this.#version = this.row.order.version;
            const others = showProblems(form, error.details ?? []);
            if (error.code === "order.version") showError(OUTRUN);
            else if (others.length > 0 || !error.details?.length) showError(error.message);
        }
    }

    #end() {
        this.dispatchEvent(new CustomEvent("done", { bubbles: true }));
    }
}

customElements.define("order-edit", OrderEdit);
