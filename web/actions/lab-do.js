import { busy } from "../lib/busy.js";
import { command } from "./lab.js";
import { showError } from "./toasts.js";

/**
 * Runs a command of the lab for a control: it is disabled meanwhile and says `aria-busy`; what goes wrong is said.
 * Resolves with the answer, or with null.
 */
export async function act(control, name, data) {
    try {
        return (await busy(control, () => command(name, data))) ?? {};
    } catch ({ message }) {
        showError(message);
        return null;
    }
}
