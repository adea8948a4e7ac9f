import { count } from "../lib/format.js";
import { GatewayClient } from "../lib/gateway-client.js";
import { recall, remember } from "../lib/storage.js";
import { store } from "../state/store.js";
import { measureLag } from "./lag.js";
import { showNotice } from "./toasts.js";

const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`;

/** The page's one connection. Its frames are the store's actions. */
export const gateway = new GatewayClient(address);

/** Frames that are actions of the store as they come. */
const FRAMES = ["subscribed", "snapshot", "events", "gap", "system", "lab", "deadletters", "room", "readiness"];

/** What a gap means for who looks at the page. `missed` is an upper bound, or not known. */
const GAPS = {
    reset: () => "The dojo was started afresh. What was shown from before is gone.",
    retention: (some) => `${some} are older than what the broker keeps.`,
    default: (some) => `This page fell behind and passed over ${some}.`,
};

function describe({ reason, channel, missed }) {
    const some = `${missed === null ? "some" : `up to ${count(missed)}`} events of ${channel}`;
    return (GAPS[reason] ?? GAPS.default)(some);
}

export function startGateway() {
    for (const type of FRAMES) gateway.on(type, store.dispatch);
    measureLag(gateway);
    gateway.on("state", (connection) => store.dispatch({ type: "connection", connection }));
    gateway.on("error", ({ code }) => {
        if (code === "auth.required") showNotice("Open the link that the instructor shows: it lets you in.");
    });
    gateway.on("gap", (gap) => {
        showNotice(describe(gap));
        // What was missed may have changed any order; after a reset the gateway sends the snapshot by itself.
        if (gap.channel === "orders" && gap.reason !== "reset") gateway.resubscribe("orders");
    });
    gateway.subscribe("orders", { snapshot: true });
    gateway.subscribe("audit", { from: { last: 200 } });
    gateway.subscribe("orders-dlq", { from: { last: 200 } });
    introduce(recall("name"));
    gateway.connect();

    // A network or a tab that came back need not wait for the next attempt.
    addEventListener("online", () => gateway.retry());
    document.addEventListener("visibilitychange", () => document.hidden || gateway.retry());
}

/** The protocol's limit on a name. */
const NAME_LENGTH = 50;

/** Tells the gateway who is here, once somebody has said a name, and remembers it for the next visit. */
export function introduce(name) {
    if (!name || name.length > NAME_LENGTH) return;
    remember("name", name);
    gateway.hello(name);
}
