import { gateway } from "../../actions/gateway.js";
import { Component } from "../../lib/component.js";
import { html, render } from "../../lib/html.js";

const WORDS = { connecting: "Connecting", connected: "Connected", reconnecting: "Reconnecting", offline: "Offline" };

/** Whether what the page shows is live, and which gateway it comes from. */
class ConnectionStatus extends Component {
    build() {
        render(
            this,
            html`<div role="status" aria-label="Connection"></div>
                <button class="button small" hidden>Try now</button>`,
        );
        this.find("button").addEventListener("click", () => gateway.connect());
        this.watch(({ connection }) => connection, (connection) => this.#show(connection));
    }

    #show({ status, instance, reason }) {
        this.dataset.status = status;
        const detail = status === "connected" ? instance : reason;
        render(
            this.find("[role=status]"),
            html`<span class="dot"></span> <span class="word">${WORDS[status]}</span>
                ${detail && html`<span class="detail">${detail}</span>`}`,
        );
        this.find("button").hidden = status !== "offline";
    }
}

customElements.define("connection-status", ConnectionStatus);
