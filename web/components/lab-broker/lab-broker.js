import { act } from "../../actions/lab-do.js";
import { Component } from "../../lib/component.js";
import { html, render } from "../../lib/html.js";
import { mayDirect } from "../../lib/roles.js";
import { field } from "../field/field.js";
import { panel } from "../panel/panel.js";

const KINDS = {
    embedded: "The embedded broker, in memory.",
    local: "A Kafka of this dojo's own. Down means frozen.",
    external: "A Kafka from elsewhere: it is not ours to break.",
};

/** The broker: down, up, slow. */
class LabBroker extends Component {
    build() {
        render(this, panel({
            id: "lab-broker",
            title: "Broker",
            aside: html`<span class="badge lab-broker-state"></span>`,
            body: html`<div class="lab-body">
                <p class="lab-broker-kind muted"></p>
                <div class="lab-row lab-broker-ways">
                    <button class="button" value="up">Up</button>
                    <button class="button" value="down">Down</button>
                    ${field({ form: "broker", name: "delay", label: "Slow by, ms", type: "number", value: 500 })}
                    <button class="button" value="slow">Slow</button>
                </div>
            </div>`,
        }));
        this.addEventListener("click", ({ target }) => {
            const button = target.closest("button");
            if (!button) return;
            const delayMs = Number(this.find("input").value) || 500;
            act(button, "lab.broker", { state: button.value, ...(button.value === "slow" && { delayMs }) });
        });
        this.watch(({ system }) => JSON.stringify(system?.broker ?? {}), (text) => this.#show(JSON.parse(text)));
        this.watch(({ connection }) => connection.role, (role) => {
            for (const control of this.querySelectorAll("button, input")) control.disabled = !mayDirect(role);
        });
    }

    #show({ kind, state, delayMs, reachable }) {
        const badge = this.find(".lab-broker-state");
        badge.hidden = !state;
        badge.textContent = state === "slow" ? `slow by ${delayMs} ms` : reachable === false && state === "up" ? "not reached" : (state ?? "");
        badge.dataset.tone = state === "up" && reachable !== false ? "green" : state === "slow" ? "amber" : "red";
        this.find(".lab-broker-kind").textContent = KINDS[kind] ?? "";
    }
}

customElements.define("lab-broker", LabBroker);
