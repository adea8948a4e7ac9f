import { sentence, shortId } from "../lib/format.js";
import { living } from "./facts.js";

/**
 * What a room can have seen, by name: `see(facts, action)` is a sentence that says what was seen, or something false.
 * Pure: facts are gathered from the frames that pass (facts.js), actions are the store's.
 */
export const checks = {
    record: {
        text: "An order became a record on the topic orders",
        see: ({ orders }) => first(orders, ({ offset }) => offset !== undefined, ([id, { partition, offset }]) =>
            `Order ${shortId(id)} lies at partition ${partition}, offset ${offset}.`),
    },
    samePartition: {
        text: "Change an order: its records share a partition, in order",
        see: ({ orders }) => first(orders, ({ records, isMoved }) => records > 1 && !isMoved, ([id, { partition, records }]) =>
            `${records} records of order ${shortId(id)}, all on partition ${partition}.`),
    },
    spread: {
        text: "Several orders: other keys, other partitions",
        see: ({ orders }) => {
            const used = new Set([...orders.values()].map(({ partition }) => partition).filter((one) => one !== undefined));
            return used.size > 1 && `Partitions ${[...used].sort().join(", ")} hold orders.`;
        },
    },
    keyed: { text: "30 records with keys", see: (_, action) => experiment(action, "keyed") },
    keyless: { text: "30 records without a key", see: (_, action) => experiment(action, "keyless") },
    hot: { text: "30 records with one hot key", see: (_, action) => experiment(action, "hot") },
    fanOut: {
        text: "One record, and services that know nothing of each other act on it",
        see: ({ orders }) => first(orders, ({ notified, letter, fraudBy }) => (notified || letter) && fraudBy, ([id, { by }]) =>
            `Order ${shortId(id)} was worked on by ${by.join(" and ")}.`),
    },
    decoupled: {
        text: "Kill every notification instance and order: it is accepted, and notified when one is back",
        see: ({ orders }) => first(orders, ({ withoutNotification, notified, letter }) => withoutNotification && (notified || letter), ([id]) =>
            `Order ${shortId(id)} waited in the topic until somebody read it.`),
    },
    shared: {
        text: "Two instances of notification share the orders",
        see: ({ orders }) => {
            const used = new Set([...orders.values()].map(({ notifiedBy }) => notifiedBy).filter(Boolean));
            return used.size > 1 && `${[...used].sort().join(" and ")} have both notified.`;
        },
    },
    owned: {
        text: "Each partition has one owner in each group",
        see: ({ system }) => {
            const groups = (system?.groups ?? []).filter(({ name }) => /^(notification|fraud)/.test(name));
            const owned = groups.every(({ partitions }) => partitions.length > 0 && partitions.every(({ instance }) => instance));
            return groups.length > 1 && owned && `${groups.map(({ name }) => name).join(" and ")} own every partition of orders.`;
        },
    },
    retry: {
        text: "A notification failed and was tried again",
        see: ({ orders }) => first(orders, ({ retries }) => retries > 0, ([id, { retries }]) => `Order ${shortId(id)}: retry ${retries}.`),
    },
    retryHelped: {
        text: "A retry succeeded",
        see: ({ orders }) => first(orders, ({ afterRetry }) => afterRetry, ([id]) => `Order ${shortId(id)} was notified at a later attempt.`),
    },
    letter: {
        text: "After three attempts an order became a dead letter",
        see: ({ orders }) => first(orders, ({ letter }) => letter, ([id]) => `Order ${shortId(id)} is on the topic orders-dlq.`),
    },
    redriven: {
        text: "A dead letter was sent back",
        see: ({ orders }) => first(orders, ({ redriven }) => redriven, ([id]) => `Order ${shortId(id)} is on the topic orders again.`),
    },
    recovered: {
        text: "… and this time its notification succeeded",
        see: ({ orders }) => first(orders, ({ recovered }) => recovered, ([id]) => `Order ${shortId(id)} was notified after all.`),
    },
    three: {
        text: "Three instances of fraud, one partition each",
        see: ({ system }) => {
            const busy = living(system, "fraud").filter(({ partitions }) => partitions?.length === 1);
            return busy.length >= 3 && `${busy.map(({ id }) => id).join(", ")} own one each.`;
        },
    },
    idle: {
        text: "A fourth one has nothing to do",
        see: ({ system }) => {
            const idle = (system?.instances ?? []).find((instance) => instance.state === "running" && instance.idle);
            return idle && `${idle.id} is idle. ${idle.idle}`;
        },
    },
    moved: {
        text: "A partition moved to another instance",
        see: ({ movedAt }) => movedAt !== null && "The group gave partitions to others.",
    },
    noneLost: {
        text: "Orders placed after it were all checked",
        see: ({ orders, movedAt }) => movedAt !== null && first(orders, ({ createdAt, verdicts }) => createdAt > movedAt && verdicts.length > 0, ([id]) =>
            `Order ${shortId(id)} has its verdict.`),
    },
    replay: {
        text: "A group read the topic again from the beginning",
        see: ({ system }) => {
            const replay = (system?.replays ?? [])[0];
            return replay && `${replay.group} went back.`;
        },
    },
    noDouble: {
        text: "… and nothing was alerted a second time",
        see: ({ system, orders }, action) => {
            if (action.type !== "system" || (system.replays ?? []).length === 0) return false;
            const lag = (system.groups ?? []).flatMap(({ name, partitions }) => (name === system.replays[0].group ? partitions : []));
            if (lag.length === 0 || lag.some((place) => place.lag !== 0)) return false;
            const judged = [...orders.values()].filter(({ verdicts }) => verdicts.length > 0);
            return judged.length > 0 && judged.every(({ verdicts }) => verdicts.length === 1) && `${judged.length} orders, one verdict each.`;
        },
    },
    window: {
        text: "A window of a minute raised an alert (VELOCITY or BURST)",
        see: ({ orders }) => first(orders, ({ window }) => window, ([id, { fraudBy }]) => `${fraudBy} alerted about order ${shortId(id)}.`),
    },
    sharedWindow: {
        text: "… while two instances of fraud counted together",
        see: ({ orders }) => {
            const alert = [...orders.values()].find(({ window }) => window);
            if (!alert) return false;
            const near = [...orders.values()].filter(({ verdictAt }) => Math.abs(verdictAt - alert.verdictAt) < 60_000);
            const counted = new Set(near.map(({ fraudBy }) => fraudBy).filter(Boolean));
            return counted.size > 1 && `${[...counted].sort().join(" and ")} share the windows in Redis.`;
        },
    },
    times: {
        text: "Without Kafka: the times of all calls add up in front of the customer",
        see: (_, action) => {
            const calls = action.type === "order.applied" && action.change.order?.sync;
            return calls && `${calls.map(({ service, ms }) => `${service} ${ms} ms`).join(" + ")} = ${calls.reduce((sum, { ms }) => sum + ms, 0)} ms.`;
        },
    },
    refused: {
        text: "Without Kafka, with notification killed: nobody can order",
        see: (_, action) => action.type === "order.refused" && action.code === "sync.dependency" && sentence(action.message),
    },
    accepted: {
        text: "With Kafka, with notification killed: the order is taken",
        see: ({ orders, system }) => system?.settings?.mode === "kafka" && first(orders, ({ withoutNotification }) => withoutNotification, ([id]) =>
            `Order ${shortId(id)} was accepted while notification was away.`),
    },
    drill: {
        text: "The room found a hidden fault and repaired it",
        see: (_, action) => {
            const drill = action.type === "system" && action.data.drill;
            return drill && drill.foundAt && drill.repairedAt && `Found after ${drill.secondsToFind} s, repaired after ${drill.secondsToRepair} s.`;
        },
    },
};

const experiment = (action, kind) => action.type === "experiment" && action.kind === kind && action.finding;

function first(orders, suits, say) {
    for (const entry of orders) if (suits(entry[1])) return say(entry);
    return false;
}
