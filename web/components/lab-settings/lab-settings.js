import { command } from "../../actions/lab.js";
import { showError } from "../../actions/toasts.js";
import { Component } from "../../lib/component.js";
import { html, render } from "../../lib/html.js";
import { FOR_INSTRUCTORS, mayDirect } from "../../lib/roles.js";
import { panel } from "../panel/panel.js";

/** Numbers by what they are about: `[name, label, attributes]`. */
const FAILING = [["failRate", "FAIL_RATE, 0 to 1", html`step="0.05" min="0" max="1"`]];
const FRAUD = [
    ["fraudVelocity", "VELOCITY, orders of one", html`min="0"`],
    ["fraudBurst", "BURST, orders of all", html`min="0"`],
    ["fraudAmount", "AMOUNT, dollars", html`min="0" step="0.01"`],
    ["fraudWindow", "Window, seconds", html`min="1"`],
];
const SLOW = [
    ["delayNotification", "Notification waits, ms", html`min="0"`],
    ["delayFraud", "Fraud waits, ms", html`min="0"`],
    ["delayAnalytics", "Analytics waits, ms", html`min="0"`],
    ["delayAudit", "Audit waits, ms", html`min="0"`],
];
const CALLS = [["workTime", "Work time of a call, ms", html`min="0"`]];

const group = (legend, numbers, more = null) => html`<fieldset class="lab-group">
    <legend>${legend}</legend>
    ${numbers.map(([name, label, attributes]) => html`<div class="field">
        <label for="setting-${name}">${label}</label>
        <input class="input" id="setting-${name}" name="${name}" type="number" ${attributes} />
    </div>`)}
    ${more}
</fieldset>`;

const failMode = html`<div class="field wide">
    <label for="setting-failMode">After the third failed attempt</label>
    <select class="input" id="setting-failMode" name="failMode">
        <option value="dlq">dlq: write a dead letter</option>
        <option value="drop">drop: forget it</option>
        <option value="retry-forever">retry-forever: never give up</option>
    </select>
</div>`;

/** Cents travel, dollars are shown. */
const shown = (name, value) => (name === "fraudAmount" ? value / 100 : value);
const sent = (name, value) => (name === "fraudAmount" ? Math.round(value * 100) : value);

/** What can be changed while everything runs. A field is sent when it is left or Enter is pressed. */
class LabSettings extends Component {
    build() {
        render(this, panel({
            id: "lab-settings",
            title: "Settings",
            body: html`<form class="lab-body lab-settings" novalidate aria-label="Settings">
                ${group("How often a notification fails, and what becomes of it", FAILING, failMode)}
                ${group("From where on fraud raises an alert", FRAUD)}
                ${group("Slow consumers: how long each waits before a record", SLOW)}
                ${group("Without Kafka", CALLS)}
                <p class="lab-said" role="status"></p>
            </form>`,
        }));
        const form = this.find("form");
        form.addEventListener("submit", (event) => event.preventDefault());
        form.addEventListener("change", ({ target }) => this.#change(target));
        this.watch(({ system }) => JSON.stringify(system?.settings ?? {}), (text) => this.#show(JSON.parse(text)));
        this.watch(({ connection }) => connection.role, (role) => {
            for (const control of form.elements) control.disabled = !mayDirect(role);
            this.#say(mayDirect(role) ? "" : FOR_INSTRUCTORS);
        });
    }

    #settings = {};

    #show(settings) {
        this.#settings = settings;
        for (const control of this.find("form").elements) {
            if (control === document.activeElement || settings[control.name] === undefined) continue;
            control.value = shown(control.name, settings[control.name]);
        }
    }

    async #change(control) {
        const isNumber = control.type === "number";
        const value = isNumber ? control.valueAsNumber : control.value;
        const back = () => (control.value = shown(control.name, this.#settings[control.name]));
        if (Number.isNaN(value)) return back();
        try {
            await command("settings.set", { [control.name]: sent(control.name, value) });
            this.#say(`${control.labels[0].textContent.split(",")[0]} is ${control.value} now.`);
        } catch ({ message }) {
            back();
            showError(message);
        }
        return null;
    }

    #say(text) {
        this.find(".lab-said").textContent = text;
    }
}

customElements.define("lab-settings", LabSettings);
