import { createStore } from "../lib/store.js";
import { reduce } from "../state/store.js";
import { expect, test } from "./harness.js";

const counting = (state = { a: 0, b: 0 }, { type }) => (type in state ? { ...state, [type]: state[type] + 1 } : state);

test("a watcher is told once a frame, and only of what it selected", () => {
    const frames = [];
    const store = createStore(counting, { schedule: (work) => frames.push(work) });
    const shown = [];
    store.watch(({ a }) => a, (a) => shown.push(a));
    for (const type of ["a", "a", "b"]) store.dispatch({ type });
    expect(frames.length).toBe(1);
    frames.shift()();
    store.dispatch({ type: "b" });
    frames.shift()();
    expect(shown).toEqual([0, 2]);
});

test("a watcher that stopped is not told", () => {
    const frames = [];
    const store = createStore(counting, { schedule: (work) => frames.push(work) });
    const shown = [];
    const stop = store.watch(({ a }) => a, (a) => shown.push(a));
    store.dispatch({ type: "a" });
    stop();
    frames.shift()();
    expect(shown).toEqual([0]);
});

test("an action that concerns no slice leaves the state the same object", () => {
    const state = reduce(undefined, { type: "start" });
    expect(reduce(state, { type: "pong" })).toBe(state);
});
