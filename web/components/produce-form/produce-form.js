import { produce } from "../../actions/topics.js";
import { Component } from "../../lib/component.js";
import { sentence } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { addressOf, routeOf } from "../../lib/router.js";
import { panel } from "../panel/panel.js";
import { recordOf } from "./draft.js";

/** Writes a record to the topic of the address by hand. For instructors; others are told so. */
class ProduceForm extends Component {
    build() {
        render(this, panel({ id: "produce", title: "Write a record", body: html`<div class="produce-body"></div>` }));
        this.watch(({ connection }) => connection.role, (role) => this.#show(role));
        this.listen(window, "hashchange", () => this.#say(html``));
    }

    #show(role) {
        if (role === null && this.find("form")) return;
        if (role !== "instructor") {
            render(this.find(".produce-body"), html`<p class="muted">Only an instructor may write records by hand.</p>`);
            return;
        }
        if (this.find("form")) return;
        render(
            this.find(".produce-body"),
            html`<form class="produce-form">
                <label>Key <input class="input" name="key" autocomplete="off" placeholder="none" /></label>
                <label>Value is
                    <select class="input" name="kind">
                        <option value="json">JSON</option>
                        <option value="text">Plain text</option>
                        <option value="tombstone">Null (a tombstone)</option>
                    </select>
                </label>
                <label class="wide">Value <textarea class="input" name="value" rows="4" spellcheck="false">{ "hello": "Kafka" }</textarea></label>
                <label class="wide">Headers <textarea class="input" name="headers" rows="2" spellcheck="false" placeholder="name: value, a line each"></textarea></label>
                <button class="button primary">Write the record</button>
                <p class="produce-result" role="status"></p>
            </form>`,
        );
        const form = this.find("form");
        form.addEventListener("submit", (event) => this.#submit(event));
        form.addEventListener("change", () => {
            form.elements.namedItem("value").closest("label").hidden = form.elements.namedItem("kind").value === "tombstone";
        });
    }

    async #submit(event) {
        event.preventDefault();
        const form = this.find("form");
        for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
        const { record, field, message } = recordOf(Object.fromEntries(new FormData(form)));
        if (!record) {
            const input = form.elements.namedItem(field);
            input.setAttribute("aria-invalid", "true");
            input.focus();
            return this.#say(html`<span class="field-error">${message}</span>`);
        }
        const [, topic] = routeOf();
        const button = form.querySelector("button");
        button.disabled = true;
        this.#say(html`Writing…`);
        try {
            const { partition, offset } = await produce(topic, record);
            const address = `${addressOf("topics", topic, partition)}?from=offset&offset=${offset}`;
            this.#say(html`Written to <a href="${address}">${topic} ${partition} at offset ${offset}</a>.`);
        } catch (error) {
            this.#say(html`<span class="field-error">${sentence(error.message)}</span>`);
        } finally {
            button.disabled = false;
        }
    }

    #say(markup) {
        const result = this.find(".produce-result");
        if (result) render(result, markup);
    }
}

customElements.define("produce-form", ProduceForm);
