import { gateway } from "./gateway.js";
import { command } from "./lab.js";

/** Keeps `state.readiness` current from the first connection on: each begins without being told anything. */
export function watchReadiness() {
    gateway.on("welcome", async () => {
        try {
            await command("readiness.watch", { on: true });
        } catch {
            // The connection ended before the answer: the next one asks again.
        }
    });
}
