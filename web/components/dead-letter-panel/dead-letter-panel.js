import { Component } from "../../lib/component.js";
import { money, newest, time, total } from "../../lib/format.js";
import { create, html, render } from "../../lib/html.js";
import { KeyedList } from "../../lib/keyed-list.js";
import { LETTERS_KEPT } from "../../state/dead-letters.js";
import { orderShown } from "../../state/hidden.js";
import { store } from "../../state/store.js";
import { badge } from "../badge/badge.js";
import { emptyState } from "../empty-state/empty-state.js";
import { orderLink } from "../order-link/order-link.js";
import { panel } from "../panel/panel.js";

const empty = emptyState(
    "deadLetters",
    "No dead letters",
    "An order whose notification fails three times ends up on the topic orders-dlq, and here.",
);

/** Dead letters, newest first. */
class DeadLetterPanel extends Component {
    build() {
        const aside = html`<span class="panel-count number"></span>`;
        const body = html`<div class="panel-scroll" tabindex="0" role="region" aria-label="Letters">
            <ul role="list" aria-label="Dead letters, newest first"></ul>
            <p class="panel-wait muted" role="status" hidden>Waiting for the dead letters…</p>
            <div class="letters-none" hidden>${empty}</div>
        </div>`;
        render(this, panel({ id: "dead-letters", title: "Dead letters", aside, body }));
        const list = new KeyedList(this.find("ul"), { key: ({ id }) => id, create: (letter) => create(row(letter)) });
        this.watch(({ followed, deadLetters }) => (followed.includes("orders-dlq") || deadLetters.length > 0 ? deadLetters : null), (letters) => {
            this.find(".panel-wait").hidden = letters !== null;
            this.find(".letters-none").hidden = letters?.length !== 0;
            if (letters === null) return;
            list.show(letters);
            this.find(".panel-count").textContent = letters.length > 0 ? newest(letters.length, LETTERS_KEPT, "letter") : "";
        });
        this.watch(({ room }) => room.hidden, () => list.redraw());
    }
}

const orderText = (order) => html`<p>${order.customerName} · ${order.quantity} × ${order.item} · ${money(total(order))}</p>`;

const row = ({ time: when, order, orderId, action, reason, instanceId }) => html`<li class="dead-letter">
    <p class="letter-head">
        ${badge("DLQ", "Dead letter")} <strong>${reason}</strong>
        <time datetime="${when}">${time(when)}</time>
    </p>
    ${order && orderText(orderShown(store.state.room, order))}
    <p class="letter-about">
        ${action && html`${action}, `}order ${orderLink(orderId)}
        ${instanceId && html`· ${instanceId}`}
    </p>
</li>`;

customElements.define("dead-letter-panel", DeadLetterPanel);
