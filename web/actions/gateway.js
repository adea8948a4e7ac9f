import { count } from "../lib/format.js";
import { GatewayClient } from "../lib/gateway-client.js";
import { store } from "../state/store.js";
import { showNotice } from "./toasts.js";

const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`;

/** The page's one connection. Its frames are the store's actions. */
export const gateway = new GatewayClient(address);

const GAPS = {
    reset: () => "The dojo was started afresh. Everything shown from before is gone.",
    retention: ({ channel, missed }) => `Up to ${count(missed)} events of ${channel} are older than what the broker keeps.`,
    default: ({ channel, missed }) => `This page fell behind and passed over up to ${count(missed)} events of ${channel}.`,
};

export function startGateway() {
    for (const type of ["subscribed", "snapshot", "events", "gap"]) gateway.on(type, store.dispatch);
    gateway.on("state", (connection) => store.dispatch({ type: "connection", connection }));
    gateway.on("gap", (gap) => {
        showNotice((GAPS[gap.reason] ?? GAPS.default)(gap));
        // What was missed may have changed any order; after a reset the gateway sends the snapshot by itself.
        if (gap.channel === "orders" && gap.reason !== "reset") gateway.resubscribe("orders");
    });
    gateway.subscribe("orders", { snapshot: true });
    gateway.subscribe("audit", { from: { last: 200 } });
    gateway.subscribe("orders-dlq", { from: { last: 200 } });
    gateway.connect();

    // A network or a tab that came back need not wait for the next attempt.
    addEventListener("online", () => gateway.retry());
    document.addEventListener("visibilitychange", () => document.hidden || gateway.retry());
}
