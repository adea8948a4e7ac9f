import { GatewayError } from "../lib/gateway-error.js";
import { store } from "../state/store.js";
import { gateway } from "./gateway.js";

/**
 * What people do with orders. Each rejects with a GatewayError; the list shows a change without waiting for its event.
 */

export async function placeOrder(draft) {
    const order = await gateway.command("order.create", draft);
    store.dispatch({ type: "order.applied", change: { action: "created", order } });
    return order;
}

/** `version` is the one that the person saw: if the order has changed since, the gateway refuses. */
export async function changeOrder(id, version, draft) {
    const order = await gateway.command("order.update", { id, ...draft, version });
    store.dispatch({ type: "order.applied", change: { action: "updated", order } });
    return order;
}

export async function deleteOrder(id, version) {
    await gateway.command("order.delete", { id, version });
    store.dispatch({ type: "order.applied", change: { action: "deleted", order: { id, version: version + 1 } } });
}

const PAGE = 100;
let cursor = null;

/** Fetches older orders until one page brought something new. False when there are no more. */
export async function loadOlderOrders() {
    for (;;) {
        const query = new URLSearchParams({ limit: PAGE, ...(cursor && { cursor }) });
        const answer = await fetch(`/api/orders?${query}`, { headers: { Accept: "application/json" } });
        const body = await answer.json();
        if (!answer.ok) throw new GatewayError({ code: body.code, message: body.detail ?? body.title });
        const before = store.state.orders.byId.size;
        store.dispatch({ type: "orders.page", orders: body.orders });
        cursor = body.next;
        if (cursor === null) return false;
        if (store.state.orders.byId.size > before) return true;
    }
}
