import { changesBetween } from "../components/flow-view/changes.js";
import { curve, lane, toPath, Way } from "../components/flow-view/geometry.js";
import { pictureOf } from "../components/flow-view/picture.js";
import { Traffic } from "../components/flow-view/traffic.js";
import { conditionOf } from "../lib/instance-condition.js";
import { expect, test } from "./harness.js";
import { instance, place, systemOf, TIME } from "./system-document.js";

const texts = (before, after) => changesBetween(before && pictureOf(before), pictureOf(after)).map(({ text }) => text);

test("a picture has topics in the order in which a record meets them, and instances by number", () => {
    const { topics, groups, producers } = pictureOf(systemOf());
    expect(topics.map(({ name }) => name)).toEqual(["orders", "audit", "zebra"]);
    expect(groups.map(({ name, lag }) => [name, lag])).toEqual([["fraud-group", 0], ["audit-group", 10]]);
    expect(groups[0].workers.map(({ id }) => id)).toEqual(["fraud-1", "fraud-2", "fraud-10"]);
    expect(producers.map(({ id, writes }) => [id, writes])).toEqual([["gateway", ["orders", "audit"]], ["fraud", ["audit"]]]);
});

test("a partition belongs to the instance that reads it, or to nobody", () => {
    const { groups } = pictureOf(systemOf({ readers: ["fraud-2", null, "fraud-99"] }));
    expect(groups[0].workers[1].partitions.map(({ partition }) => partition)).toEqual([0]);
    expect(groups[0].unread.map(({ partition }) => partition)).toEqual([1, 2]);
});

test("without groups and topics, the picture is drawn from what instances report", () => {
    const reporting = instance("fraud-1", { partitions: [place("orders", 0)] });
    for (const none of [undefined, []]) {
        const { groups, topics } = pictureOf(systemOf({ groups: undefined, topics: none, instances: [reporting] }));
        expect(groups[0].workers[0].partitions.map(({ topic }) => topic)).toEqual(["orders"]);
        expect(topics.map(({ name, partitions }) => [name, partitions[0].end])).toEqual([["orders", 10]]);
    }
});

test("one that is frozen lags behind the end that others know, whatever it said last", () => {
    const report = (id, position) => instance(id, { partitions: [{ topic: "orders", partition: 0, position, lag: 0 }] });
    const { groups } = pictureOf(systemOf({ groups: undefined, topics: undefined, instances: [report("fraud-1", 7), report("audit-1", 23)] }));
    expect(groups.map(({ lag }) => lag)).toEqual([16, 0]);
});

test("an empty system is a picture of nothing", () => {
    expect(pictureOf({ time: TIME })).toEqual({
        producers: [{ id: "gateway", title: "Gateway relay", note: "", writes: [], calls: [] }],
        topics: [],
        groups: [],
        calls: [],
    });
});

test("a rebalance is told by who gets what", () => {
    expect(texts(null, systemOf())).toEqual([]);
    expect(texts(systemOf(), systemOf())).toEqual([]);
    expect(texts(systemOf(), systemOf({ readers: ["fraud-1", "fraud-2", null] }))).toEqual([
        "fraud-group shares out its partitions: orders 1 goes from fraud-1 to fraud-2, orders 2 is read by nobody.",
    ]);
    expect(texts(systemOf({ readers: [null, "fraud-1", "fraud-1"] }), systemOf())).toEqual([
        "fraud-group shares out its partitions: orders 0 goes to fraud-1.",
    ]);
});

test("a partition that nobody names in the midst of a rebalance is read by nobody", () => {
    expect(texts(systemOf({ readers: ["fraud-1"] }), systemOf({ readers: [] }))).toEqual([
        "fraud-group shares out its partitions: orders 0 is read by nobody.",
    ]);
    expect(texts(systemOf({ readers: [] }), systemOf({ readers: ["fraud-1"] }))).toEqual([
        "fraud-group shares out its partitions: orders 0 goes to fraud-1.",
    ]);
});

test("it is told who was killed, froze, came and came back", () => {
    const of = (fields) => systemOf({ readers: [], instances: [instance("fraud-1", fields)] });
    expect(texts(of({}), of({ desired: "killed", process: "stopped", state: "gone" }))).toEqual(["fraud-1 was killed."]);
    expect(texts(of({}), of({ process: "frozen" }))).toEqual(["fraud-1 is frozen."]);
    expect(texts(of({ process: "frozen" }), of({}))).toEqual(["fraud-1 is back."]);
    expect(texts(systemOf({ readers: [], instances: [] }), of({}))).toEqual(["fraud-1 has come."]);
});

test("a group that goes back is told", () => {
    const at = (position) => systemOf({ groups: [{ name: "fraud-group", partitions: [place("orders", 0, "fraud-1", { position })] }] });
    expect(texts(at(10), at(0))).toEqual(["fraud-group went back: it reads orders 0 from 0 again."]);
    expect(texts(at(0), at(10))).toEqual([]);
});

test("the condition of an instance is what was done to it, before what it says", () => {
    const of = (fields, system = {}) => conditionOf(instance("fraud-1", fields), { time: TIME, ...system }).name;
    expect(of({})).toBe("running");
    expect(of({ idle: "There are more instances than partitions." })).toBe("idle");
    expect(of({ desired: "killed", process: null, state: "gone" })).toBe("killed");
    expect(of({ desired: "killed" })).toBe("running");
    expect(of({ desired: "stopped", process: "stopped", state: "gone" })).toBe("stopped");
    expect(of({ state: "gone", process: null })).toBe("gone");
    expect(of({ process: "failed" })).toBe("failed");
    expect(of({ process: "frozen" })).toBe("frozen");
    expect(of({ process: "starting", state: "gone" })).toBe("starting");
    expect(of({ state: "joining" })).toBe("joining");
    expect(of({ state: "waiting", reason: "Redis is away." })).toBe("waiting");
    expect(of({ lastHeartbeat: TIME - 60_000 })).toBe("silent");
    expect(of({}, { settings: { delayFraud: 300 } })).toBe("slow");
    expect(of({ p99Ms: 2_000 })).toBe("slow");
});

test("lines begin and end where the boxes are", () => {
    const [from, to] = [{ x: 10, y: 5 }, { x: 200, y: 80 }];
    for (const points of [curve(from, to), lane(from, 250, to), lane(from, 2, to)]) {
        expect(points[0]).toEqual(from);
        expect(points.at(-1)).toEqual(to);
        expect(points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
    }
    expect(toPath([from, to])).toBe("M10.0 5.0L200.0 80.0");
});

test("a way knows where something is that has gone a part of it", () => {
    const way = new Way([{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 10, y: 30 }]);
    expect(way.length).toBe(40);
    expect(way.at(0)).toEqual({ x: 0, y: 0 });
    expect(way.at(0.25)).toEqual({ x: 10, y: 0 });
    expect(way.at(0.5)).toEqual({ x: 10, y: 10 });
    expect(way.at(2)).toEqual({ x: 10, y: 30 });
});

test("traffic counts by who wrote and where to, and passes over what was there before", () => {
    const traffic = new Traffic();
    const record = (offset, source, action) => ({ partition: 1, offset, headers: { source }, value: { action } });
    traffic.take("orders", [record(3, "order-service", "created")]);
    expect(traffic.drain()).toEqual([]);
    traffic.begin([{ name: "orders", partitions: [{ partition: 1, end: 5 }] }]);
    traffic.take("orders", [
        record(4, "order-service", "created"),
        record(5, "order-service", "created"),
        record(6, "order-service", "updated"),
        record(7, "notification-service", "created"),
    ]);
    expect(traffic.drain()).toEqual([
        { producer: "gateway", topic: "orders", partition: 1, count: 2, tone: "violet" },
        { producer: "notification", topic: "orders", partition: 1, count: 1, tone: "blue" },
    ]);
    expect(traffic.drain()).toEqual([]);
    expect(traffic.endOf("orders", 1)).toBe(8);
    expect([...traffic.drainSecond()]).toEqual([["orders/1", 3], ["gateway", 2], ["notification", 1]]);
});

test("without Kafka the gateway calls services in their order, and each order that went so is counted once", () => {
    const service = (name) => ({ name, group: `${name}-group`, desired: 1, topics: [] });
    const services = ["audit", "fraud", "notification", "analytics"].map(service);
    const { calls, producers } = pictureOf(systemOf({ services, settings: { mode: "sync" } }));
    expect(calls.map(({ group }) => group)).toEqual(["notification-group", "analytics-group", "audit-group"]);
    expect(producers[0].calls).toEqual(["notification", "analytics", "audit"]);
    expect(pictureOf(systemOf({ services, settings: { mode: "kafka" } })).calls).toEqual([]);
    const traffic = new Traffic();
    traffic.begin([]);
    const record = (headers) => ({ partition: 0, offset: 1, headers, value: { action: "created" } });
    traffic.take("orders", [record({ sync: "true" }), record({})]);
    traffic.take("audit", [record({ sync: "true" })]);
    expect([traffic.drainCalls(), traffic.drainCalls()]).toEqual([1, 0]);
});
