import { labReducer } from "../state/lab.js";
import { expect, test } from "./harness.js";

const entry = (at, action = "set") => ({ id: `${at}-0`, at, by: "instructor", action, target: "failRate", detail: "0.3 → 1" });
const after = (...actions) => actions.reduce(labReducer, undefined).map(({ at }) => at);

test("what was done is held newest first, each once", () => {
    expect(after({ type: "lab", entries: [entry(1), entry(3)] }, { type: "lab", entries: [entry(3), entry(2)] })).toEqual([3, 2, 1]);
});

test("what was done before a reset goes when the log is fetched; what came meanwhile stays", () => {
    const held = { type: "lab", entries: [entry(1), entry(2), entry(9)] };
    expect(after(held, { type: "lab.fetched", entries: [entry(5, "reset")] })).toEqual([9, 5]);
    expect(after(held, { type: "lab.fetched", entries: [] })).toEqual([]);
});
