import { conditionOf } from "../../lib/instance-condition.js";

/** The topics of the workshop in the order in which a record meets them; others follow by name. */
const ORDER = ["orders", "audit", "orders-dlq", "audit-dlq"];

/** What services write to; whatever else is seen being written is added to the picture then. */
const WRITES = {
    gateway: ["orders", "audit"],
    notification: ["audit", "orders", "orders-dlq"],
    fraud: ["audit"],
    analytics: ["audit"],
};

/** Who a record is from, by its header `source`. */
const SOURCES = {
    "order-service": "gateway",
    gateway: "gateway",
    "notification-service": "notification",
    "fraud-service": "fraud",
    analytics: "analytics",
    "audit-service": "audit",
};

export const producerOf = ({ headers }) => SOURCES[headers?.source] ?? "gateway";

/**
 * What there is to draw of a system document: `{producers, topics, groups}`. Groups hold their instances (`workers`, by
 * number) and the partitions that nobody reads (`unread`); positions are as the gateway has them.
 */
export function pictureOf(system) {
    const topics = topicsOf(system);
    return { producers: producersOf(system, topics), topics, groups: groupsOf(system) };
}

function topicsOf({ topics }) {
    const place = ({ name }) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
    return [...(topics ?? [])]
        .sort((one, other) => place(one) - place(other) || one.name.localeCompare(other.name))
        .map(({ name, partitions }) => ({
            name,
            partitions: (partitions ?? []).map((partition) => ({ ...partition, topic: name })),
        }));
}

function producersOf({ gateways, services }, topics) {
    const exists = (name) => topics.some((topic) => topic.name === name);
    const relay = (gateways ?? []).map(({ id }) => id);
    const writing = (services ?? []).map(({ name }) => name).filter((name) => WRITES[name]);
    return [
        { id: "gateway", title: "Gateway relay", note: relay.join(", "), writes: WRITES.gateway.filter(exists) },
        ...writing.map((id) => ({ id, title: id, note: "service", writes: WRITES[id].filter(exists) })),
    ];
}

function groupsOf(system) {
    const reported = new Map((system.groups ?? []).map((group) => [group.name, group]));
    const services = new Map((system.services ?? []).map((service) => [service.group, service]));
    const names = new Set([...services.keys(), ...reported.keys()]);
    return [...names].map((name) => groupOf(name, services.get(name), reported.get(name), system));
}

function groupOf(name, service, reported, system) {
    const instances = (system.instances ?? []).filter(({ group }) => group === name).sort(byNumber);
    const places = reported?.partitions ?? instances.flatMap(held);
    const workers = instances.map((instance) => ({
        id: instance.id,
        instance,
        condition: conditionOf(instance, system),
        partitions: places.filter((place) => place.instance === instance.id),
    }));
    const known = new Set(workers.map(({ id }) => id));
    const unread = places.filter(({ instance }) => !known.has(instance));
    return {
        name,
        service: service?.name ?? null,
        desired: service?.desired ?? null,
        lag: places.reduce((sum, { lag }) => sum + (lag ?? 0), 0),
        perSecond: instances.reduce((sum, { perSecond }) => sum + (perSecond ?? 0), 0),
        places,
        workers,
        unread,
    };
}

const held = ({ id, partitions }) => (partitions ?? []).map((partition) => ({ ...partition, instance: id }));

/** `fraud-2` before `fraud-10`. */
function byNumber(one, other) {
    return one.id.localeCompare(other.id, "en", { numeric: true });
}
