/**
 * Runs `work` for a control: until it is done, the control is disabled and says `aria-busy`. A control that is disabled
 * loses the focus; it gets it back where the focus has gone nowhere else meanwhile. Resolves or rejects as `work` does.
 */
export async function busy(control, work) {
    const hadFocus = document.activeElement === control;
    control.disabled = true;
    control.ariaBusy = "true";
    try {
        return await work();
    } finally {
        control.disabled = false;
        control.ariaBusy = null;
        if (hadFocus && control.isConnected && document.activeElement === document.body) control.focus();
    }
}
