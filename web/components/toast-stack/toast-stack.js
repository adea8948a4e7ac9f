import { dismiss } from "../../actions/toasts.js";
import { Component } from "../../lib/component.js";
import { create, html, render } from "../../lib/html.js";
import { KeyedList } from "../../lib/keyed-list.js";
import { icon } from "../icon/icon.js";

const SHOWN_FOR = { error: 8_000, notice: 5_000, quiet: 4_000 };

/**
 * Messages that go by themselves, but not while somebody reads them: the pointer or the focus holds them. Quiet ones are
 * in nobody's way: what lies below them can be clicked, and a log has them too.
 */
class ToastStack extends Component {
    build() {
        render(this, html`<div aria-live="polite" aria-label="Messages" role="region"></div>`);
        const toElement = (toast) => this.#toast(toast);
        const list = new KeyedList(this.firstElementChild, { key: ({ id }) => id, create: toElement });
        this.watch(({ toasts }) => toasts, (toasts) => list.show(toasts));
    }

    #toast({ id, kind, text }) {
        const toast = create(
            html`<div class="toast" role="${kind === "error" ? "alert" : "status"}" data-kind="${kind}">
                <p>${text}</p>
                ${kind !== "quiet" && html`<button class="icon-button" aria-label="Dismiss">${icon("close")}</button>`}
            </div>`,
        );
        const close = () => dismiss(id);
        let timer = setTimeout(close, SHOWN_FOR[kind]);
        const hold = () => clearTimeout(timer);
        const release = () => (timer = setTimeout(close, 2_000));
        if (kind === "quiet") return toast;
        toast.addEventListener("pointerenter", hold);
        toast.addEventListener("focusin", hold);
        toast.addEventListener("pointerleave", release);
        toast.addEventListener("focusout", release);
        toast.querySelector("button").addEventListener("click", close);
        return toast;
    }
}

customElements.define("toast-stack", ToastStack);
