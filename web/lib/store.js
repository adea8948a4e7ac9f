/**
 * One state, changed only by `dispatch(action)` through a pure reducer. Watchers are told at most once a frame, and
 * only those whose selection changed: a thousand events a second are still one round of DOM writes each frame.
 */
export function createStore(reduce, { schedule = requestAnimationFrame.bind(globalThis) } = {}) {
    let state = reduce(undefined, { type: "start" });
    let scheduled = false;
    const watchers = new Set();

    function tell() {
        scheduled = false;
        for (const watcher of watchers) watcher();
    }

    return {
        get state() {
            return state;
        },

        dispatch(action) {
            const next = reduce(state, action);
            if (next === state) return;
            state = next;
            if (scheduled) return;
            scheduled = true;
            schedule(tell);
        },

        /** Calls `show` now and whenever what `select` returns is another value. Returns how to stop. */
        watch(select, show) {
            let shown = select(state);
            const watcher = () => {
                const selected = select(state);
                if (selected === shown) return;
                shown = selected;
                show(selected);
            };
            watchers.add(watcher);
            show(shown);
            return () => watchers.delete(watcher);
        },
    };
}
