import { act } from "../../actions/lab-do.js";
import { placeOrder } from "../../actions/orders.js";
import { busy } from "../../lib/busy.js";
import { Component } from "../../lib/component.js";
import { duration, sentence, shortId } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { recall } from "../../lib/storage.js";

const MODES = {
    kafka: { title: "With Kafka", note: "The order is written down. Everybody reads it when they can." },
    sync: { title: "Without Kafka", note: "The gateway calls one service after another, and waits for each." },
};

/** Orders by events or by calls: the switch, and an order to feel the difference. */
class WorkMode extends Component {
    build() {
        render(
            this,
            html`<section class="work-mode" aria-labelledby="work-mode-title">
                <h3 id="work-mode-title">How orders travel now</h3>
                <div class="work-modes" role="group" aria-labelledby="work-mode-title">
                    ${Object.entries(MODES).map(
                        ([mode, { title, note }]) => html`<button class="work-mode-choice" value="${mode}" aria-pressed="false">
                            <strong>${title}</strong> <span>${note}</span>
                        </button>`,
                    )}
                </div>
                <p class="work-mode-hint muted" hidden>The instructor switches; you can order and see what it costs.</p>
                <p><button class="button primary try">Place an order now</button></p>
                <div class="work-mode-result" role="status"></div>
            </section>`,
        );
        for (const button of this.querySelectorAll(".work-mode-choice")) {
            button.addEventListener("click", () => act(button, "settings.set", { mode: button.value }));
        }
        this.find(".try").addEventListener("click", () => this.#order());
        this.watch(({ system }) => system?.settings?.mode ?? null, (mode) => {
            for (const button of this.querySelectorAll(".work-mode-choice")) {
                button.setAttribute("aria-pressed", String(button.value === mode));
            }
        });
        this.watch(({ connection }) => connection.role, (role) => {
            const directs = role === "instructor";
            for (const button of this.querySelectorAll(".work-mode-choice")) button.disabled = !directs;
            this.find(".work-mode-hint").hidden = directs;
            this.find(".try").disabled = role === "viewer";
        });
    }

    async #order() {
        const button = this.find(".try");
        const result = this.find(".work-mode-result");
        result.textContent = "Ordering…";
        const begun = performance.now();
        try {
            const draft = { customerName: recall("name") ?? "Workshop", item: "Miso soup", quantity: 1, price: 4.2 };
            const order = await busy(button, () => placeOrder(draft));
            render(result, accepted(order, performance.now() - begun));
            for (const call of result.querySelectorAll("[data-share]")) call.style.setProperty("--share", Math.max(1, call.dataset.share));
        } catch ({ message }) {
            render(result, html`<p class="work-mode-refused"><strong>Refused after ${duration(performance.now() - begun)}.</strong> ${sentence(message)}</p>`);
        }
    }
}

const accepted = ({ id, sync }, milliseconds) => html`<p>
        <strong>Order ${shortId(id)} accepted after ${duration(milliseconds)}.</strong>
        ${sync ? "Every call in it took its time:" : "One record was written; everything else happens behind it."}
    </p>
    ${sync &&
    html`<ol class="calls" aria-label="Calls, in order">
        ${sync.map(
            ({ service, instance, ms, attempts }) => html`<li data-share="${ms}">
                ${service} <span class="muted">${instance}</span> ${duration(ms)}${attempts > 1 && html`, ${attempts} attempts`}
            </li>`,
        )}
    </ol>`}`;

customElements.define("work-mode", WorkMode);
