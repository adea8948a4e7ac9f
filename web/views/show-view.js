import { create, html } from "../lib/html.js";
import { views } from "./views.js";

/** Shows a view. After the first one the heading takes the focus, so that a screen reader begins there. */
export function showView(name, isFirst) {
    const { title, lead, content } = views[name];
    document.title = name === "" ? "Kafka Dojo" : `${title} · Kafka Dojo`;
    document.body.dataset.view = name;
    const view = create(html`<div class="view" data-view="${name}">
        <div class="view-head">
            <h1 tabindex="-1">${title}</h1>
            <p class="muted">${lead}</p>
        </div>
        ${content}
    </div>`);
    document.getElementById("main").replaceChildren(view);
    document.dispatchEvent(new CustomEvent("viewchange", { detail: name }));
    if (isFirst) return;
    view.querySelector("h1").focus();
    scrollTo(0, 0);
}
