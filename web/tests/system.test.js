import { reduce } from "../state/store.js";
import { expect, test } from "./harness.js";

test("the last system document is kept, and ends what was wrong", () => {
    let state = reduce(undefined, { type: "start" });
    expect(state.system).toBe(null);
    state = reduce(state, { type: "system.problem", message: "Redis is away." });
    expect(state.systemProblem).toBe("Redis is away.");
    const document = { time: 1, instances: [] };
    state = reduce(state, { type: "system", data: document });
    expect(state.system).toBe(document);
    expect(state.systemProblem).toBe(null);
    state = reduce(state, { type: "system.problem", message: "The gateway did not answer in time." });
    expect(state.system).toBe(document);
});
