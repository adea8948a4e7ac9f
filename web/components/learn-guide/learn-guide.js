import { startOver } from "../../actions/learning.js";
import { watchSystem } from "../../actions/lab.js";
import { showError } from "../../actions/toasts.js";
import { checks } from "../../learn/checks.js";
import { steps } from "../../learn/steps.js";
import { Component } from "../../lib/component.js";
import { time } from "../../lib/format.js";
import { create, html, render } from "../../lib/html.js";
import { addressOf, routeOf } from "../../lib/router.js";
import { visible } from "../../state/learning.js";
import { store } from "../../state/store.js";

/** The workshop: its steps with what was seen of each, and the step that the address names. */
class LearnGuide extends Component {
    #step = null;

    build() {
        this.until(watchSystem());
        render(
            this,
            html`<nav class="panel learn-steps" aria-label="Steps of the workshop">
                    <ol>
                        ${steps.map(
                            ({ id, title, minutes }) => html`<li>
                                <a href="${addressOf("learn", id)}" data-step="${id}">
                                    <span class="learn-title">${title}</span>
                                    <span class="learn-minutes">${minutes} min</span>
                                    <span class="learn-tally number"></span>
                                </a>
                            </li>`,
                        )}
                    </ol>
                    <button class="button small start-over">Start over</button>
                </nav>
                <div class="learn-step"></div>`,
        );
        const startOverButton = this.find(".start-over");
        startOverButton.addEventListener("click", () => startOver().catch(({ message }) => showError(message)));
        // It is the room's.
        this.watch(({ connection }) => connection.role === "instructor", (directs) => (startOverButton.hidden = !directs));
        this.listen(window, "hashchange", () => this.#open());
        this.#open();
        this.watch(({ learning, system }) => JSON.stringify(visible(learning, system?.drill)), () => this.#tick());
    }

    #open() {
        const [view, id] = routeOf();
        if (view !== "learn") return;
        const index = Math.max(0, steps.findIndex((step) => step.id === id));
        const step = steps[index];
        if (step === this.#step) return;
        const isFirst = this.#step === null;
        this.#step = step;
        for (const link of this.querySelectorAll("[data-step]")) {
            if (link.dataset.step === step.id) link.setAttribute("aria-current", "step");
            else link.removeAttribute("aria-current");
        }
        this.find("[aria-current]").scrollIntoView({ block: "nearest", inline: "center" });
        this.find(".learn-step").replaceChildren(create(page(step, index)));
        this.#tick();
        if (!isFirst) this.find(".learn-step h2").focus();
    }

    #tick() {
        const { learning, system } = store.state;
        const seen = visible(learning, system?.drill);
        for (const { id, checks: names } of steps) {
            const done = names.filter((name) => seen[name]).length;
            const tally = this.find(`[data-step="${id}"] .learn-tally`);
            tally.textContent = names.length === 0 ? "" : done === names.length ? "✓" : `${done}/${names.length}`;
            tally.ariaLabel = names.length === 0 ? null : `${done} of ${names.length} seen`;
            tally.role = names.length === 0 ? null : "img";
            tally.classList.toggle("done", names.length > 0 && done === names.length);
        }
        for (const item of this.querySelectorAll("[data-check]")) {
            const found = seen[item.dataset.check];
            item.classList.toggle("done", Boolean(found));
            item.querySelector(".check-mark").ariaLabel = found ? "seen" : "not seen yet";
            item.querySelector(".check-found").textContent = found ? (found.said ?? `Seen in the room at ${time(found.at)}.`) : "";
        }
        for (const proof of this.querySelectorAll("[data-proof]")) proof.textContent = proofOf(proof.dataset.proof, seen);
    }
}

/** What of a step was seen, in a line. */
function proofOf(id, seen) {
    const names = steps.find((step) => step.id === id).checks;
    const found = names.filter((name) => seen[name]);
    if (found.length === 0) return "Not seen yet.";
    const said = found.map((name) => seen[name].said ?? `${checks[name].text} (${time(seen[name].at)}).`);
    return `Seen, ${found.length} of ${names.length}: ${said.join(" ")}`;
}

const page = (step, index) => {
    const [before, after] = [steps[index - 1], steps[index + 1]];
    return html`<article class="panel" aria-labelledby="learn-title">
        <div class="learn-body">
            <p class="muted learn-place">Step ${index + 1} of ${steps.length}, about ${step.minutes} minutes</p>
            <h2 id="learn-title" tabindex="-1">${step.title}</h2>
            <div class="learn-why">${step.why}</div>
            ${step.todo && html`<h3>Do</h3><div class="learn-todo">${step.todo}</div>`}
            ${step.extra}
            ${step.checks.length > 0 &&
            html`<h3>See</h3>
                <ul class="learn-checks" aria-live="polite">
                    ${step.checks.map(
                        (name) => html`<li data-check="${name}">
                            <span class="check-mark" role="img" aria-label="not seen yet"></span>
                            <span>${checks[name].text} <span class="check-found muted"></span></span>
                        </li>`,
                    )}
                </ul>`}
            <p class="learn-ways">
                ${before && html`<a class="button" href="${addressOf("learn", before.id)}">Back: ${before.title}</a>`}
                ${after && html`<a class="button primary" href="${addressOf("learn", after.id)}">Next: ${after.title}</a>`}
            </p>
        </div>
    </article>`;
};

customElements.define("learn-guide", LearnGuide);
