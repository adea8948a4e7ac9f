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

/** Who is called for an order without Kafka, one after another. */
const CALLED = ["notification", "analytics", "audit"];

/** Who a record is from, by its source: a header, and in audit a field of the value too. */
const SOURCES = {
    "order-service": "gateway",
    gateway: "gateway",
    "notification-service": "notification",
    "fraud-service": "fraud",
    analytics: "analytics",
    "audit-service": "audit",
};

export const producerOf = ({ headers, value }) => SOURCES[headers?.source ?? value?.source] ?? "gateway";

/**
 * What there is to draw of a system document: `{producers, topics, groups, calls}`. Groups hold their instances (`workers`, by
 * number) and the partitions that nobody reads (`unread`); positions are as the gateway has them. `calls` are whom the
 * gateway calls where orders go without Kafka, `{service, group}` in their order; none with Kafka.
 */
export function pictureOf(system) {
    const topics = topicsOf(system);
    const ends = new Map(topics.flatMap(({ partitions }) => partitions).map((one) => [`${one.topic}/${one.partition}`, one.end]));
    const calls = callsOf(system);
    return { producers: producersOf(system, topics, calls), topics, groups: groupsOf(system, ends), calls };
}

export function callsOf({ settings, services }) {
    if (settings?.mode !== "sync") return [];
    const groups = new Map((services ?? []).map(({ name, group }) => [name, group]));
    return CALLED.filter((name) => groups.has(name)).map((service) => ({ service, group: groups.get(service) }));
}

function topicsOf(system) {
    const place = ({ name }) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
    const known = system.topics?.length > 0 ? system.topics : readTopics(system);
    return [...known]
        .sort((one, other) => place(one) - place(other) || one.name.localeCompare(other.name))
        .map(({ name, partitions }) => ({
            name,
            partitions: (partitions ?? []).map((partition) => ({ ...partition, topic: name })),
        }));
}

/** Where a gateway cannot say which topics there are, as while Kafka is away, those that somebody reads. */
function readTopics({ instances = [] }) {
    const topics = new Map();
    for (const { topic, partition, position = 0, lag = 0 } of instances.flatMap(held)) {
        if (!topics.has(topic)) topics.set(topic, new Map());
        const end = Math.max(position + lag, topics.get(topic).get(partition)?.end ?? 0);
        topics.get(topic).set(partition, { partition, begin: 0, end });
    }
    const byNumber = (partitions) => [...partitions.values()].sort((one, other) => one.partition - other.partition);
    return [...topics].map(([name, partitions]) => ({ name, partitions: byNumber(partitions) }));
}

function producersOf({ gateways, services }, topics, calls) {
    const exists = (name) => topics.some((topic) => topic.name === name);
    const relay = (gateways ?? []).map(({ id }) => id);
    const writing = (services ?? []).map(({ name }) => name).filter((name) => WRITES[name]);
    return [
        { id: "gateway", title: "Gateway relay", note: relay.join(", "), writes: WRITES.gateway.filter(exists), calls: calls.map(({ service }) => service) },
        ...writing.map((id) => ({ id, title: id, note: "service", writes: WRITES[id].filter(exists), calls: [] })),
    ];
}

function groupsOf(system, ends) {
    const reported = new Map((system.groups ?? []).map((group) => [group.name, group]));
    const services = new Map((system.services ?? []).map((service) => [service.group, service]));
    const names = new Set([...services.keys(), ...reported.keys()]);
    return [...names].map((name) => groupOf(name, services.get(name), reported.get(name), system, ends));
}

function groupOf(name, service, reported, system, ends) {
    const instances = (system.instances ?? []).filter(({ group }) => group === name).sort(byNumber);
    const places = (reported?.partitions ?? instances.flatMap(held)).map((place) => placed(place, ends)).sort(byPlace);
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

const byPlace = (one, other) => one.topic.localeCompare(other.topic) || one.partition - other.partition;

/**
 * A place with its position and lag. Who has read nothing yet has no position of its own: it stands as far before the
 * end as it lags. What one who is frozen said last of its lag no longer holds: the others know where the partition ends.
 */
function placed(place, ends) {
    const end = Math.max(place.end ?? 0, ends.get(`${place.topic}/${place.partition}`) ?? 0);
    const position = place.position ?? Math.max(0, end - (place.lag ?? 0));
    const isKnown = place.position !== undefined && place.position !== null;
    return { ...place, position, lag: isKnown && place.end === undefined ? Math.max(place.lag ?? 0, end - position) : place.lag };
}

const held = ({ id, partitions }) => (partitions ?? []).map((partition) => ({ ...partition, instance: id }));

/** `fraud-2` before `fraud-10`. */
function byNumber(one, other) {
    return one.id.localeCompare(other.id, "en", { numeric: true });
}
