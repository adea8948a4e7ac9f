import { Component } from "../../lib/component.js";
import { html, render } from "../../lib/html.js";
import { isDark, themeChanges, toggleTheme } from "../../lib/theme.js";
import { icon } from "../icon/icon.js";

/** Light or dark. Until somebody chooses, the page follows the system. */
class ThemeToggle extends Component {
    build() {
        const show = () => {
            const other = isDark() ? "light" : "dark";
            const label = `Switch to the ${other} theme`;
            render(
                this,
                html`<button class="icon-button" aria-label="${label}" title="${label}">
                    ${icon(other === "dark" ? "moon" : "sun")}
                </button>`,
            );
        };
        show();
        this.listen(themeChanges, "change", show);
        this.addEventListener("click", () => {
            toggleTheme();
            this.find("button").focus();
        });
    }
}

customElements.define("theme-toggle", ThemeToggle);
