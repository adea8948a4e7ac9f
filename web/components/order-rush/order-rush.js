import { startRush, stopRush } from "../../actions/rush.js";
import { Component } from "../../lib/component.js";
import { count, plural } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { FOR_PARTICIPANTS, mayOrder } from "../../lib/roles.js";
import { clearProblem, field, showProblems } from "../field/field.js";
import { icon } from "../icon/icon.js";
import { dishes } from "../order-menu/dishes.js";
import { panel } from "../panel/panel.js";
import { MOST, customerOf } from "./customers.js";

const LIMITS = { orders: [1, 5_000], rate: [1, 80], customers: [1, MOST] };

/** Places many orders at a rate, by one customer (who will be suspected of fraud) or by many. Goes on in other views. */
class OrderRush extends Component {
    build() {
        const number = { form: "rush", type: "number" };
        const body = html`<form class="order-rush" novalidate aria-label="Rush">
            <div class="triple">
                ${field({ ...number, name: "orders", label: "Orders", value: 100 })}
                ${field({ ...number, name: "rate", label: "A second", value: 10 })}
                ${field({ ...number, name: "customers", label: "Customers", value: 20 })}
            </div>
            <div class="rush-ends">
                <button class="button start">${icon("rush")} Start the rush</button>
                <button type="button" class="button stop" hidden>${icon("stop")} Stop</button>
            </div>
            <progress aria-label="Orders of the rush" hidden></progress>
            <p class="rush-said muted" role="status"></p>
        </form>`;
        render(this, panel({ id: "rush", title: "Rush", body }));
        this.find("form").addEventListener("submit", (event) => this.#start(event));
        this.find("form").addEventListener("input", ({ target }) => clearProblem(target));
        this.find(".stop").addEventListener("click", () => {
            stopRush();
            this.#offer("start");
        });
        this.watch(({ rush }) => rush, (rush) => this.#show(rush));
        this.watch(({ connection }) => mayOrder(connection.role), (may) => {
            for (const control of this.find("form").elements) control.disabled = !may;
            if (!may) this.#say(FOR_PARTICIPANTS);
        });
    }

    #start(event) {
        event.preventDefault();
        const form = this.find("form");
        const value = (name) => form.elements.namedItem(name).valueAsNumber;
        const problems = Object.entries(LIMITS)
            .filter(([name, [least, most]]) => !(Number.isInteger(value(name)) && value(name) >= least && value(name) <= most))
            .map(([name, [least, most]]) => ({
                field: name,
                message: `must be a whole number from ${count(least)} to ${count(most)}`,
            }));
        showProblems(form, problems);
        if (problems.length > 0) return;
        const customers = value("customers");
        startRush({ total: value("orders"), perSecond: value("rate"), orderOf: (index) => orderOf(index, customers) });
        this.#offer("stop");
    }

    /** The other button takes the place and the focus of the one that was pressed. */
    #offer(name) {
        for (const one of ["start", "stop"]) this.find(`.${one}`).hidden = one !== name;
        this.find(`.${name}`).focus();
    }

    #show({ status, total, placed, failed, message, perSecond, seconds }) {
        const isRunning = status === "running";
        this.find(".start").hidden = isRunning;
        this.find(".stop").hidden = !isRunning;
        const progress = this.find("progress");
        progress.hidden = status === "none";
        progress.max = Math.max(1, total);
        progress.value = placed;
        const refused = failed > 0 ? `, ${count(failed)} refused (${message})` : "";
        const done = `${count(placed)} of ${plural(total, "order")} placed${refused}`;
        const words = {
            none: "Up to a few thousand orders, to fill topics and make services work.",
            running: `${done}, ${count(perSecond)} a second.`,
            done: `${done} in ${seconds.toFixed(1)} s.`,
            stopped: `Stopped: ${done}.`,
            failed: `Given up: ${done}.`,
        };
        this.#say(words[status]);
    }

    #say(text) {
        const said = this.find(".rush-said");
        if (said.textContent !== text) said.textContent = text;
    }
}

/** The dear dish is left out: its alerts would hide those of the rush itself. */
const usual = dishes.filter(({ price }) => price < 100);

function orderOf(index, customers) {
    const { item, price } = usual[(index * 7 + Math.floor(index / usual.length)) % usual.length];
    return { customerName: customerOf(index, customers), item, price, quantity: 1 + (index % 3) };
}

customElements.define("order-rush", OrderRush);
