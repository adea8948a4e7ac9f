import { nameOfAction } from "../lib/lab-words.js";
import { toastsReducer } from "../state/toasts.js";
import { expect, test } from "./harness.js";

const add = (id, kind, text) => ({ type: "toast.add", toast: { id, kind, text } });
const after = (...actions) => actions.reduce(toastsReducer, undefined).map(({ id }) => id);

test("the same text is said once, and of what others do only the newest", () => {
    expect(after(add(1, "error", "a"), add(2, "error", "b"), add(3, "notice", "a"))).toEqual([2, 3]);
    expect(after(add(1, "quiet", "a"), add(2, "error", "b"), add(3, "quiet", "c"))).toEqual([2, 3]);
    expect(after(add(1, "error", "a"), { type: "toast.remove", id: 1 })).toEqual([]);
});

test("what was done is told in a few words", () => {
    expect(nameOfAction({ by: "chaos", action: "kill", target: "fraud-1", detail: "" })).toBe("chaos: kill fraud-1");
    expect(nameOfAction({ by: "", action: "scale", target: "fraud", detail: "4" })).toBe("somebody: scale fraud 4");
});
