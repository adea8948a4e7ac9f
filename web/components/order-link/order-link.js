import { shortId } from "../../lib/format.js";
import { html } from "../../lib/html.js";
import { addressOf } from "../../lib/router.js";

/** The short id of an order, which leads to its trace. */
export const orderLink = (id) =>
    typeof id === "string" && id !== ""
        ? html`<a class="id order-link" href="${addressOf("orders", id)}" title="Trace of order ${id}">${shortId(id)}</a>`
        : html`<span class="id"></span>`;
