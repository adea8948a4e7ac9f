import { Component } from "../../lib/component.js";
import { money } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { dishes } from "./dishes.js";

/** Dishes to choose from. Choosing one sends the event `choose` with its `{item, price}`; `mark(item)` shows it. */
class OrderMenu extends Component {
    build() {
        render(
            this,
            html`<fieldset>
                <legend class="field-label">Menu</legend>
                <div class="dishes">
                    ${dishes.map(
                        ({ item, price }, index) => html`<button type="button" class="dish" data-index="${index}">
                            <span>${item}</span> <span class="number">${money(price)}</span>
                        </button>`,
                    )}
                </div>
            </fieldset>`,
        );
        this.addEventListener("click", ({ target }) => {
            const dish = dishes[target.closest(".dish")?.dataset.index];
            if (dish) this.dispatchEvent(new CustomEvent("choose", { detail: dish }));
        });
    }

    mark(item) {
        for (const button of this.querySelectorAll(".dish")) {
            button.setAttribute("aria-pressed", String(dishes[button.dataset.index].item === item));
        }
    }
}

customElements.define("order-menu", OrderMenu);
