import { Component } from "../../lib/component.js";
import { html, render } from "../../lib/html.js";
import { addressOf } from "../../lib/router.js";
import { icon } from "../icon/icon.js";

/** The bar that is always visible: the menu, whose page this is, whether it is live and how far behind, which theme. */
class AppHeader extends Component {
    build() {
        render(
            this,
            html`<header>
                <button class="icon-button menu-button" aria-expanded="false" aria-controls="views-menu" aria-label="Menu">
                    ${icon("menu")}
                </button>
                <a class="brand" href="${addressOf("")}" aria-label="Kafka Dojo">
                    <svg viewBox="0 0 32 32" fill="none" stroke-linecap="round" aria-hidden="true">
                        <path d="M20.5 4.6A12.2 12.2 0 1 0 27 10.6" stroke="currentColor" stroke-width="4" />
                        <circle cx="16" cy="16" r="3.4" fill="currentColor" />
                    </svg>
                    <span>Kafka Dojo</span>
                </a>
                <connection-status></connection-status>
                <theme-toggle></theme-toggle>
            </header>`,
        );
        this.find(".menu-button").addEventListener("click", () => document.dispatchEvent(new Event("menutoggle")));
    }
}

customElements.define("app-header", AppHeader);
