import { Component } from "../../lib/component.js";
import { html, render } from "../../lib/html.js";
import { addressOf } from "../../lib/router.js";
import { views } from "../../views/views.js";
import { icon } from "../icon/icon.js";

/** The views, with the number of what waits in them. Where there is no room beside the view, a menu that opens. */
class AppNav extends Component {
    build() {
        render(
            this,
            html`<nav aria-label="Views" id="views-menu">
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
        this.listen(document, "menutoggle", () => this.#open(!this.isOpen));
        this.listen(document, "keydown", ({ key }) => key === "Escape" && this.isOpen && this.#open(false, true));
        this.listen(document, "pointerdown", ({ target }) => {
            if (this.isOpen && !target.closest("nav, .menu-button")) this.#open(false);
        });
        this.addEventListener("click", ({ target }) => target.closest("a") && this.#open(false));
        this.addEventListener("focusout", ({ relatedTarget }) => {
            if (relatedTarget && !relatedTarget.closest("app-nav, .menu-button")) this.#open(false);
        });
    }

    get isOpen() {
        return this.hasAttribute("open");
    }

    #open(isOpen, givesFocusBack = false) {
        this.toggleAttribute("open", isOpen);
        const button = document.querySelector(".menu-button");
        button.setAttribute("aria-expanded", String(isOpen));
        if (isOpen) this.find("[aria-current]")?.focus();
        else if (givesFocusBack) button.focus();
    }

    #mark(current) {
        for (const link of this.querySelectorAll("a")) {
            if (link.dataset.view === current) link.setAttribute("aria-current", "page");
            else link.removeAttribute("aria-current");
        }
    }

    #count(name, number) {
        const tally = this.find(`a[data-view="${name}"] .tally`);
        tally.hidden = number === 0;
        tally.textContent = number > 199 ? "200+" : number;
    }
}

customElements.define("app-nav", AppNav);
