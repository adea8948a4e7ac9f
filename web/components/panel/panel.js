import { html } from "../../lib/html.js";

/**
 * A card with a heading, what stands beside it (a count, controls) and a body; a landmark named by the heading.
 *
 *     render(this, panel({ id: "fraud", title: "Fraud alerts", aside: html`…`, body: html`<ul></ul>` }))
 */
export const panel = ({ id, title, aside = null, body }) => html`<section class="panel" aria-labelledby="${id}-title">
    <div class="panel-head">
        <h2 id="${id}-title">${title}</h2>
        ${aside}
    </div>
    ${body}
</section>`;
