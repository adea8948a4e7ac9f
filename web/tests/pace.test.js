import { pace } from "../lib/pace.js";
import { expect, test, until } from "./harness.js";

test("paced work is done at once, then no more often than it may, and after the last call always", async () => {
    let done = 0;
    const ask = pace(60, () => (done += 1));
    ask();
    await until(() => done === 1, "it is done at once");
    const began = performance.now();
    for (let call = 0; call < 5; call += 1) ask();
    await until(() => done === 2, "it is done again");
    expect(performance.now() - began >= 40).toBe(true);
    ask.stop();
});

test("paced work that was stopped is not done", async () => {
    let done = 0;
    const ask = pace(20, () => (done += 1));
    ask();
    await until(() => done === 1);
    ask();
    ask.stop();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(done).toBe(1);
});
