import { rush } from "../lib/rush.js";
import { store } from "../state/store.js";
import { gateway } from "./gateway.js";

let stop = () => {};

/** Places `total` orders, `perSecond` a second; `orderOf(index)` is what each orders. Another rush is stopped by it. */
export function startRush({ total, perSecond, orderOf }) {
    stop();
    store.dispatch({ type: "rush.started", total, perSecond });
    stop = rush({
        total,
        perSecond,
        place: (index) => gateway.command("order.create", orderOf(index)),
        told: (event, detail) => {
            if (event === "refused") store.dispatch({ type: "rush.refused", message: detail.message });
            else store.dispatch({ type: `rush.${event}`, ...detail });
        },
    });
}

export const stopRush = () => stop();
