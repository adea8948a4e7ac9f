import { getJson } from "../lib/api.js";
import { HELD } from "../state/orders.js";
import { store } from "../state/store.js";
import { gateway } from "./gateway.js";

/**
 * What people do with orders. Each rejects with a GatewayError; the list shows a change without waiting for its event.
 */

export async function placeOrder(draft) {
    const order = await gateway.command("order.create", draft).catch((error) => {
        store.dispatch({ type: "order.refused", code: error.code, message: error.message });
        throw error;
    });
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

/** Fetches older orders until one page brought something new. False when there are no more, or no room for them. */
export async function loadOlderOrders() {
    for (;;) {
        const before = store.state.orders.byId.size;
        if (before >= HELD) return false;
        const { orders, next } = await getJson(`/api/orders?${new URLSearchParams({ limit: PAGE, ...(cursor && { cursor }) })}`);
        store.dispatch({ type: "orders.page", orders });
        cursor = next;
        if (cursor === null) return false;
        if (store.state.orders.byId.size > before) return true;
    }
}
