import { lineOf } from "../components/health-view/sparkline.js";
import { troublesOf, verdictOf } from "../components/health-view/verdict.js";
import { errorRateOf, trendsReducer } from "../state/trends.js";
import { expect, test } from "./harness.js";
import { instance, systemOf, TIME } from "./system-document.js";

const frame = (time, ...instances) => ({ type: "system", data: { time, instances } });

test("the numbers of each instance are kept by the second, and forgotten with it", () => {
    let state = trendsReducer(undefined, { type: "start" });
    for (let second = 0; second < 200; second += 1) {
        state = trendsReducer(state, frame(TIME + second * 1_000, instance("fraud-1", { perSecond: second })));
    }
    const points = state.get("fraud-1");
    expect(points.length).toBe(90);
    expect(points.at(-1).perSecond).toBe(199);
    expect(trendsReducer(state, frame(TIME + 200_000, instance("fraud-2"))).has("fraud-1")).toBe(false);
});

test("errors are counted over the last minute, and not over a restart", () => {
    const at = (second, handled, failed) => ({ time: TIME + second * 1_000, handled, failed });
    expect(errorRateOf([])).toBe(null);
    expect(errorRateOf([at(0, 100, 50)])).toBe(null);
    expect(errorRateOf([at(0, 100, 50), at(10, 110, 51)])).toBe(0.1);
    expect(errorRateOf([at(0, 0, 0), at(100, 50, 50), at(110, 150, 50)])).toBe(0);
    expect(errorRateOf([at(0, 900, 90), at(10, 0, 0), at(20, 10, 5)])).toBe(0.5);
});

test("a verdict names whatever is not as it should be", () => {
    const well = systemOf({ broker: { state: "up", reachable: true }, redis: { reachable: true } });
    expect(verdictOf(well).tone).toBe("green");
    expect(troublesOf(well)).toEqual([]);
    const ill = systemOf({
        broker: { state: "down" },
        redis: { reachable: false },
        gateways: [{ id: "gateway-1", ready: false, reason: "Redis is away." }],
        instances: [
            instance("fraud-1", { process: "frozen" }),
            instance("fraud-2", { desired: "stopped", process: "stopped", state: "gone" }),
            instance("fraud-3", { idle: "There are more instances than partitions." }),
        ],
    });
    expect(troublesOf(ill)).toEqual([
        "Kafka is away.",
        "Redis is away.",
        "gateway-1 is not ready: Redis is away.",
        "fraud-1 (frozen): It does nothing and answers nobody.",
    ]);
});

test("a small line goes from the left to the right, 0 at the bottom", () => {
    expect(lineOf([0, 5, 10], 10, 12)).toBe("0.0,11.0 5.0,6.0 10.0,1.0");
    expect(lineOf([0, 0], 10, 12)).toBe("0.0,11.0 10.0,11.0");
});
