import { rush } from "../lib/rush.js";
import { rushReducer } from "../state/rush.js";
import { expect, test, until } from "./harness.js";

/** A rush on a clock of its own. */
function rushOf(options) {
    const said = [];
    let time = 0;
    const waiting = [];
    const stop = rush({
        told: (event, detail) => said.push(event === "ended" ? detail.status : event),
        now: () => time,
        wait: (work, milliseconds) => waiting.push([time + milliseconds, work]),
        ...options,
    });
    const pass = async (milliseconds) => {
        for (const end = time + milliseconds; waiting.length > 0 && waiting[0][0] <= end; ) {
            const [at, work] = waiting.shift();
            time = at;
            work();
            await Promise.resolve();
        }
    };
    return { said, stop, pass };
}

test("a rush places so many orders at its rate, and says so", async () => {
    const placed = [];
    const { said, pass } = rushOf({ total: 20, perSecond: 10, place: async (index) => placed.push(index) });
    await pass(950);
    expect(placed.length >= 9 && placed.length <= 11).toBe(true);
    await pass(2_000);
    await until(() => said.at(-1) === "done");
    expect(placed).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test("a rush that is stopped places no more", async () => {
    let placed = 0;
    const { said, stop, pass } = rushOf({ total: 100, perSecond: 10, place: async () => (placed += 1) });
    await pass(500);
    stop();
    const then = placed;
    await pass(5_000);
    expect([placed, said.at(-1)]).toEqual([then, "stopped"]);
});

test("a rush ends when one order after another is refused, and not for a few", async () => {
    const refuse = async () => {
        throw new Error("paused");
    };
    const refused = rushOf({ total: 100, perSecond: 50, place: refuse });
    await refused.pass(5_000);
    await until(() => refused.said.includes("failed"));
    const some = rushOf({ total: 12, perSecond: 50, place: (index) => (index % 3 === 0 ? refuse() : Promise.resolve()) });
    await some.pass(5_000);
    await until(() => some.said.at(-1) === "done");
    expect(some.said.filter((word) => word === "refused").length).toBe(4);
});

test("the page knows how far a rush is", () => {
    const actions = [
        { type: "rush.started", total: 3, perSecond: 2 },
        { type: "rush.placed" },
        { type: "rush.refused", message: "no" },
        { type: "rush.ended", status: "stopped", seconds: 1.5 },
    ];
    const { status, placed, failed, total, message } = actions.reduce(rushReducer, undefined);
    expect([status, placed, failed, total, message]).toEqual(["stopped", 1, 1, 3, "no"]);
});
