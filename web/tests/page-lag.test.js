import { PageLag } from "../lib/page-lag.js";
import { expect, test } from "./harness.js";

const at = (...timestamps) => timestamps.map((timestamp) => ({ timestamp }));

test("the lag is measured by the newest record of a frame, and smoothed", () => {
    const lag = new PageLag();
    lag.begin(1_000);
    lag.take(at(1_100, 1_200), 1_220);
    expect(lag.milliseconds).toBe(20);
    lag.take(at(1_300), 1_420);
    expect(lag.milliseconds).toBe(35);
});

test("records from before the connection say nothing", () => {
    const lag = new PageLag();
    lag.take(at(900), 910);
    lag.begin(1_000);
    lag.take(at(10, 999), 1_010);
    expect(lag.milliseconds).toBe(null);
});

test("a clock that is minutes off is corrected, one that is nearly right is believed", () => {
    const phone = new PageLag();
    phone.begin(300_000);
    phone.compareClocks(0, 300_000);
    phone.take(at(500), 300_540);
    expect(phone.milliseconds).toBe(40);
    const near = new PageLag();
    near.begin(300_000);
    near.compareClocks(299_100, 300_000);
    near.take(at(300_500), 300_540);
    expect(near.milliseconds).toBe(40);
});
