import { gateway } from "../../actions/gateway.js";
import { Component } from "../../lib/component.js";
import { duration } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";

const WORDS = { connecting: "Connecting", connected: "Connected", reconnecting: "Reconnecting", offline: "Offline" };

/** Whether what the page shows is live, how far it is behind, which gateway it comes from and what one may do. */
class ConnectionStatus extends Component {
    build() {
        render(
            this,
            html`<div class="pill">
                    <div role="status" aria-label="Connection"></div>
                    <span class="lag number" title="How far this page is behind the newest record" hidden></span>
                    <span class="role" title="What you may do" hidden></span>
                </div>
                <button class="button small" hidden>Try now</button>`,
        );
        this.find("button").addEventListener("click", () => gateway.connect());
        this.watch(({ connection }) => connection, (connection) => this.#show(connection));
        // Beside the status, not in it: a number that changes each second is not to be read out each second.
        const lagOf = ({ connection, lag }) => (connection.status === "connected" ? duration(lag) : null);
        this.watch(lagOf, (lag) => this.#showLag(lag));
    }

    #show({ status, instance, role, reason }) {
        this.dataset.status = status;
        const isConnected = status === "connected";
        const detail = isConnected ? instance : reason;
        render(
            this.find("[role=status]"),
            html`<span class="dot"></span> <span class="word">${WORDS[status]}</span>
                ${detail && html`<span class="detail">${detail}</span>`}`,
        );
        this.find("button").hidden = status !== "offline";
        this.find(".role").hidden = !isConnected || !role;
        this.find(".role").textContent = role ?? "";
    }

    #showLag(lag) {
        const element = this.find(".lag");
        element.hidden = lag === null;
        element.textContent = `lag ${lag}`;
    }
}

customElements.define("connection-status", ConnectionStatus);
