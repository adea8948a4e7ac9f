import { Component } from "../../lib/component.js";
import { html, render } from "../../lib/html.js";
import { addressOf } from "../../lib/router.js";
import { views } from "../../views/views.js";
import { icon } from "../icon/icon.js";

/** The views, with the number of what waits in them. */
class AppNav extends Component {
    build() {
        render(
            this,
            html`<nav aria-label="Views">
                <ul>
                    ${Object.entries(views).map(
                        ([name, view]) => html`<li>
                            <a href="${addressOf(name)}" data-view="${name}">
                                ${icon(view.icon)} <span>${view.title}</span>
                                <span class="tally number" hidden></span>
                            </a>
                        </li>`,
                    )}
                </ul>
            </nav>`,
        );
        this.listen(document, "viewchange", ({ detail }) => this.#mark(detail));
        this.#mark(document.body.dataset.view);
        for (const [name, { tally }] of Object.entries(views)) {
            if (tally) this.watch(tally, (number) => this.#count(name, number));
        }
    }

    #mark(current) {
        for (const link of this.querySelectorAll("a")) {
            if (link.dataset.view === current) link.setAttribute("aria-current", "page");
            else link.removeAttribute("aria-current");
        }
        this.find("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    }

    #count(name, number) {
        const tally = this.find(`[data-view="${name}"] .tally`);
        tally.hidden = number === 0;
        tally.textContent = number > 199 ? "200+" : number;
    }
}

customElements.define("app-nav", AppNav);
