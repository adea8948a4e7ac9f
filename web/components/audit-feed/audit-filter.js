import { Component } from "../../lib/component.js";
import { html, render } from "../../lib/html.js";
import { EVERYTHING } from "../../state/audit-lines.js";

const ACTIONS = [
    "created",
    "updated",
    "deleted",
    "NOTIFIED",
    "RETRY",
    "DLQ",
    "FRAUD_CHECK_PASSED",
    "FRAUD_ALERT",
    "STREAM_STATS",
];
const SOURCES = ["order-service", "notification-service", "fraud-service", "analytics"];

/**
 * Which audit events to see. Sends `filter` with `{source, action, order, customer}` as its detail.
 * Attribute `value`: what is chosen at first, as in an address.
 */
class AuditFilter extends Component {
    build() {
        const said = new URLSearchParams(this.getAttribute("value") ?? "");
        this.value = Object.fromEntries(Object.keys(EVERYTHING).map((name) => [name, said.get(name) ?? ""]));
        const { source, action, order, customer } = this.value;
        render(
            this,
            html`<form class="filter" role="search" aria-label="Filter of the audit events">
                ${choice("source", "Source", SOURCES, source)} ${choice("action", "Action", ACTIONS, action)}
                ${search("order", "Order", "Start of its id", order)}
                ${search("customer", "Customer", "Part of the name", customer)}
                <button type="reset" class="button small">Clear</button>
            </form>`,
        );
        for (const type of ["input", "change"]) this.find("form").addEventListener(type, () => this.#tell());
        this.find("form").addEventListener("submit", (event) => event.preventDefault());
        this.find("[type=reset]").addEventListener("click", (event) => {
            event.preventDefault();
            this.clear();
            this.find("[name=source]").focus();
        });
        this.#mark();
    }

    /** What is chosen. */
    value = EVERYTHING;

    get isSet() {
        return Object.values(this.value).some((text) => text.trim() !== "");
    }

    clear() {
        for (const control of this.find("form").elements) if (control.name) control.value = "";
        this.#tell();
    }

    #tell() {
        const fields = new FormData(this.find("form"));
        this.value = Object.fromEntries(Object.keys(EVERYTHING).map((name) => [name, fields.get(name)]));
        this.#mark();
        this.dispatchEvent(new CustomEvent("filter", { detail: this.value }));
    }

    #mark() {
        this.find("[type=reset]").hidden = !this.isSet;
    }
}

const choice = (name, label, options, chosen) => html`<label class="filter-field">
    <span>${label}</span>
    <select class="input" name="${name}">
        <option value="">All</option>
        ${withChosen(options, chosen).map(
            (option) => html`<option value="${option}" ${option === chosen && html`selected`}>${option}</option>`,
        )}
    </select>
</label>`;

const withChosen = (options, chosen) => (chosen && !options.includes(chosen) ? [...options, chosen] : options);

const search = (name, label, placeholder, value) => html`<label class="filter-field">
    <span>${label}</span>
    <input class="input" type="search" name="${name}" placeholder="${placeholder}" value="${value}" autocomplete="off" />
</label>`;

customElements.define("audit-filter", AuditFilter);
