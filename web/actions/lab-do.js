import { command } from "./lab.js";
import { showError } from "./toasts.js";

/**
 * Runs a command of the lab for a control: it is disabled meanwhile and says `aria-busy`; what goes wrong is said.
 * Resolves with the answer, or with null.
 */
export async function act(control, name, data) {
    control.disabled = true;
    control.ariaBusy = "true";
    try {
        return (await command(name, data)) ?? {};
    } catch ({ message }) {
        showError(message);
        return null;
    } finally {
        control.disabled = false;
        control.ariaBusy = null;
    }
}
