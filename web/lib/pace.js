/**
 * Work that must not be done more often than every so many milliseconds: `pace(500, work)` returns a function to be
 * called whenever there is something to do; the last call is always followed by work. `stop()` ends it.
 */
export function pace(milliseconds, work) {
    let timer = null;
    let last = -Infinity;
    const run = () => {
        timer = null;
        last = performance.now();
        work();
    };
    const ask = () => (timer ??= setTimeout(run, Math.max(0, milliseconds - (performance.now() - last))));
    ask.stop = () => {
        clearTimeout(timer);
        timer = null;
    };
    return ask;
}
