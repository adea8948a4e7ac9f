import { Component } from "../../lib/component.js";
import { html, render } from "../../lib/html.js";
import { outageNote } from "../../lib/outage.js";

/** Above every view, while Kafka or Redis is away: what that means for who looks at it. */
class OutageNote extends Component {
    build() {
        render(this, html`<div role="status" aria-label="Outage"></div>`);
        this.watch(outageNote, (note) => {
            // The region stays, or nobody would be told of what appears in it.
            render(this.find("[role=status]"), note === null ? html`` : html`<p class="standing-note">${note}</p>`);
        });
    }
}

customElements.define("outage-note", OutageNote);
