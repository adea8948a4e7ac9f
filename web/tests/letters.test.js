import { bytesOf, hexDump } from "../lib/hex-dump.js";
import { lettersOf, lettersReducer, tallyOf } from "../state/letters.js";
import { expect, test } from "./harness.js";

const letter = (id, fields = {}) => ({ id, timestamp: Number(id.slice(1)), state: "waiting", redriveCount: 0, outcome: null, ...fields });
const after = (...actions) => actions.reduce(lettersReducer, undefined);
const ids = (state) => lettersOf(state).map(({ id }) => id);
const newest = (letters, next = null) => ({ type: "letters.newest", letters, next });

test("letters are listed newest first, older pages behind them", () => {
    const state = after(newest([letter("l9"), letter("l8")], "p"), { type: "letters.older", letters: [letter("l7")], next: null });
    expect([ids(state), state.next, state.isLoaded]).toEqual([["l9", "l8", "l7"], null, true]);
});

test("the newest page brings what is new about letters, and leaves older ones and their place", () => {
    const state = after(
        newest([letter("l2"), letter("l1")], "p1"),
        { type: "letters.older", letters: [letter("l0")], next: "p0" },
        newest([letter("l3"), letter("l2", { state: "redriven", outcome: "NOTIFIED" })], "p2"),
    );
    expect(ids(state)).toEqual(["l3", "l2", "l1", "l0"]);
    expect([state.byId.get("l2").outcome, state.next]).toEqual(["NOTIFIED", "p0"]);
});

test("a change is seen at once, and a letter that was sent again has no outcome yet", () => {
    const state = after(newest([letter("l1", { state: "redriven", redriveCount: 1, outcome: "DLQ" })]), {
        type: "deadletters",
        changes: [{ id: "l1", state: "redriven", redriveCount: 2 }, { id: "unknown", state: "discarded", redriveCount: 0 }],
    });
    expect([state.byId.size, state.byId.get("l1").redriveCount, state.byId.get("l1").outcome]).toEqual([1, 2, null]);
});

test("letters are counted by state", () => {
    expect(tallyOf([letter("l1"), letter("l2", { state: "discarded" }), letter("l3")])).toEqual({
        waiting: 2,
        redriven: 0,
        discarded: 1,
    });
});

test("a problem is told until letters can be read again, and a reset forgets them", () => {
    const broken = after(newest([letter("l1")]), { type: "letters.problem", message: "Redis is away." });
    expect([broken.problem, broken.byId.size]).toEqual(["Redis is away.", 1]);
    expect(lettersReducer(broken, newest([])).problem).toBe(null);
    expect(lettersReducer(broken, { type: "gap", channel: "orders-dlq", reason: "reset" }).byId.size).toBe(0);
});

test("raw bytes are shown in hexadecimal and as characters", () => {
    expect(hexDump(bytesOf(btoa("{bad\n")))).toBe(`0000  7b 62 61 64 0a${" ".repeat(33)}  {bad·`);
    expect(hexDump(new Uint8Array(20), 16).split("\n").length).toBe(2);
    expect(hexDump(new Uint8Array(20), 16).endsWith("… and 4 more bytes")).toBe(true);
});
