/** Refusals in a row after which a rush is over: what refuses so many will refuse the next, too. */
const PATIENCE = 5;

/** Orders that may be without an answer at a time. */
const UNANSWERED = 40;

/**
 * Calls `place(index)` for 0 … total − 1, `perSecond` times a second, without waiting for one before the next begins.
 * `told(event)` hears `placed`, `refused` (with the error) and at the end `ended` with a status: `done`, `stopped` or
 * `failed`. Returns how to stop it.
 */
export function rush({ total, perSecond, place, told, now = () => performance.now(), wait = setTimeout }) {
    const began = now();
    let sent = 0;
    let open = 0;
    let refusals = 0;
    let status = null;

    function end(how) {
        if (status !== null) return;
        status = how;
        told("ended", { status, seconds: (now() - began) / 1_000 });
    }

    async function one(index) {
        open += 1;
        try {
            await place(index);
            refusals = 0;
            told("placed");
        } catch (error) {
            refusals += 1;
            told("refused", error);
            if (refusals >= PATIENCE) end("failed");
        }
        open -= 1;
        if (sent === total && open === 0) end("done");
    }

    function go() {
        if (status !== null) return;
        const due = Math.min(total, Math.floor(((now() - began) / 1_000) * perSecond) + 1);
        while (sent < due && open < UNANSWERED) one(sent++);
        if (sent < total) wait(go, Math.max(10, Math.min(100, 1_000 / perSecond)));
    }

    go();
    return () => end("stopped");
}
