import { recordsOf } from "../state/records.js";
import { withEntries } from "../lib/recent-map.js";

/** Orders remembered; checks are about what a room does within minutes. */
const KEPT = 200;

/**
 * What the checks of the workshop draw on, gathered from what passes through the page anyway: by order, where its
 * records lie and what the services made of them; by partition, who owns it.
 */
export const noFacts = {
    /** By order id: `{partition, records, notified, retries, letter, redriven, verdicts: [event id], fraudBy, burst}`. */
    orders: new Map(),
    /** By `group/topic/partition`: the instance that owns it. */
    owners: new Map(),
    /** Time at which a partition went from one instance to another. */
    movedAt: null,
    system: null,
};

/** The facts after an action of the store; the same object where it says nothing new. */
export function gather(facts, action) {
    if (action.type === "system") return withSystem(facts, action.data);
    if (action.type === "gap" && action.reason === "reset" && action.channel === "orders") return { ...noFacts, system: facts.system };
    const records = [...recordsOf(action, "orders"), ...recordsOf(action, "audit"), ...recordsOf(action, "orders-dlq")];
    if (records.length === 0) return facts;
    const fresh = new Map();
    for (const record of records) {
        const id = record.value.orderId ?? record.value.order?.id;
        if (typeof id !== "string") continue;
        const held = fresh.get(id) ?? facts.orders.get(id) ?? { records: 0, verdicts: [], by: [] };
        fresh.set(id, grown(held, action.channel, record, facts.system));
    }
    return fresh.size === 0 ? facts : { ...facts, orders: withEntries(facts.orders, fresh, KEPT) };
}

function grown(order, channel, { partition, offset, timestamp, headers, value }, system) {
    if (channel === "orders-dlq") return { ...order, letter: true };
    if (channel === "orders") {
        const isMoved = order.partition !== undefined && order.partition !== partition;
        return {
            ...order,
            partition,
            offset,
            isMoved: order.isMoved || isMoved,
            records: order.records + 1,
            redriven: order.redriven || headers?.["redrive-group"] !== undefined,
            createdAt: value.action === "created" && headers?.retryCount === undefined ? timestamp : order.createdAt,
            withoutNotification: order.withoutNotification || (value.action === "created" && isGone(system, "notification")),
        };
    }
    const by = value.instanceId && !order.by.includes(value.instanceId) ? [...order.by, value.instanceId] : order.by;
    switch (value.action) {
        case "RETRY":
            return { ...order, by, retries: Math.max(order.retries ?? 0, value.retryCount + 1) };
        case "NOTIFIED":
            return { ...order, by, notified: true, notifiedBy: value.instanceId, afterRetry: order.afterRetry || value.retryCount > 0, recovered: order.recovered || order.redriven };
        case "DLQ":
            return { ...order, by, letter: true };
        case "FRAUD_ALERT":
        case "FRAUD_CHECK_PASSED": {
            const id = headers?.eventId;
            const verdicts = id && !order.verdicts.includes(id) ? [...order.verdicts, id] : order.verdicts;
            const types = (value.alerts ?? []).map((alert) => alert?.type);
            return { ...order, by, verdicts, fraudBy: value.instanceId, verdictAt: timestamp, window: types.includes("BURST") || types.includes("VELOCITY") };
        }
        default:
            return order;
    }
}

const isAlive = ({ state, process }) => state === "running" && process !== "frozen";

export const living = (system, service) =>
    (system?.instances ?? []).filter((instance) => instance.service === service && isAlive(instance));

const isGone = (system, service) => system !== null && living(system, service).length === 0;

function withSystem(facts, system) {
    const owners = new Map();
    for (const { name, partitions } of system.groups ?? []) {
        for (const { topic, partition, instance } of partitions) {
            if (instance) owners.set(`${name}/${topic}/${partition}`, instance);
        }
    }
    const moved = [...owners].some(([place, owner]) => facts.owners.has(place) && facts.owners.get(place) !== owner);
    // What nobody owns at the moment was its last owner's until another has it.
    return { ...facts, system, owners: new Map([...facts.owners, ...owners]), movedAt: moved ? system.time : facts.movedAt };
}
