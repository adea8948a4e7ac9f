import { publish } from "../../actions/playground.js";
import { showError } from "../../actions/toasts.js";
import { Component } from "../../lib/component.js";
import { plural } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { store } from "../../state/store.js";

const RECORDS = 30;
const PARTITIONS = [0, 1, 2];

/** Which key the record of a number has. */
const KINDS = {
    keyed: { title: "With keys", note: "ten customers, three records each", keyOf: (number) => `customer-${number % 10}` },
    keyless: { title: "Without a key", note: "the producer spreads them as it likes", keyOf: () => null },
    hot: { title: "One hot key", note: "every record has the key “big-customer”", keyOf: () => "big-customer" },
};

/** Sends the same records with keys, without and with one hot key, and shows on which partitions they land. */
class KeyExperiment extends Component {
    build() {
        render(
            this,
            html`<section class="experiment" aria-labelledby="experiment-title">
                <h3 id="experiment-title">Try it on the topic <code>playground</code></h3>
                <div class="experiment-kinds">
                    ${Object.entries(KINDS).map(
                        ([kind, { title, note }]) => html`<div class="experiment-kind" data-kind="${kind}">
                            <button class="button" value="${kind}">${title}</button>
                            <p class="muted">${note}</p>
                            <dl>
                                ${PARTITIONS.map(
                                    (partition) => html`<div>
                                        <dt>partition ${partition}</dt>
                                        <dd><span class="experiment-bar" data-partition="${partition}"></span>
                                            <span class="number" data-count="${partition}">0</span></dd>
                                    </div>`,
                                )}
                            </dl>
                        </div>`,
                    )}
                </div>
                <p class="experiment-finding" role="status"></p>
            </section>`,
        );
        this.addEventListener("click", ({ target }) => {
            const button = target.closest("button");
            if (button) this.#run(button.value);
        });
        this.watch(({ connection }) => connection.role, (role) => {
            for (const button of this.querySelectorAll("button")) {
                button.disabled = role === "viewer";
                button.title = role === "viewer" ? "Viewers watch: participants may send." : "";
            }
        });
    }

    async #run(kind) {
        for (const button of this.querySelectorAll("button")) button.disabled = true;
        const counts = new Map(PARTITIONS.map((partition) => [partition, 0]));
        try {
            // One by one, as people would: what is sent at once without a key goes to one partition together.
            for (let number = 0; number < RECORDS; number += 1) {
                const { partition } = await publish({ key: KINDS[kind].keyOf(number), value: { number, kind } });
                counts.set(partition, (counts.get(partition) ?? 0) + 1);
                this.#show(kind, counts);
            }
            const finding = describe(kind, counts);
            this.find(".experiment-finding").textContent = finding;
            store.dispatch({ type: "experiment", kind, finding });
        } catch ({ message }) {
            showError(message);
        } finally {
            for (const button of this.querySelectorAll("button")) button.disabled = false;
        }
    }

    #show(kind, counts) {
        const box = this.find(`[data-kind="${kind}"]`);
        for (const [partition, number] of counts) {
            const bar = box.querySelector(`[data-partition="${partition}"]`);
            if (!bar) continue;
            bar.style.setProperty("--part", number / RECORDS);
            box.querySelector(`[data-count="${partition}"]`).textContent = number;
        }
    }
}

function describe(kind, counts) {
    const used = [...counts.values()].filter((number) => number > 0).length;
    const partitions = plural(used, "partition");
    if (kind === "hot") return `All ${RECORDS} records are on ${partitions}: one instance has all the work, the others watch.`;
    if (kind === "keyless") return `${RECORDS} records over ${partitions}: spread, but no two are sure to be in order.`;
    return `${RECORDS} records over ${partitions}, and each key always on the same one: its records are in order.`;
}

customElements.define("key-experiment", KeyExperiment);
