/** A system document as the gateway sends it: two services, three partitions, every instance well. */
export const TIME = 1_770_297_077_406;

export const instance = (id, fields = {}) => ({
    id,
    service: id.split("-")[0],
    group: `${id.split("-")[0]}-group`,
    desired: "running",
    process: "ready",
    state: "running",
    reason: null,
    startedAt: TIME - 60_000,
    lastHeartbeat: TIME - 500,
    restarts: 0,
    memoryBytes: 20_000_000,
    handled: 10,
    failed: 0,
    perSecond: 2,
    p50Ms: 1,
    p99Ms: 8,
    partitions: [],
    idle: null,
    ...fields,
});

export const place = (topic, partition, owner, { position = 10, lag = 0 } = {}) => ({
    topic,
    partition,
    position,
    end: position + lag,
    lag,
    instance: owner,
});

/** `readers` are who in `fraud-group` reads partitions 0, 1 and 2 of orders. */
export const systemOf = ({ readers = ["fraud-1", "fraud-1", "fraud-1"], instances, ...fields } = {}) => ({
    time: TIME,
    gateway: "gateway-1",
    settings: {},
    services: [
        { name: "fraud", group: "fraud-group", desired: 2, topics: ["orders"] },
        { name: "audit", group: "audit-group", desired: 1, topics: ["audit"] },
    ],
    instances: instances ?? [instance("fraud-10"), instance("fraud-2"), instance("fraud-1"), instance("audit-1")],
    gateways: [{ id: "gateway-1", ready: true }],
    topics: [
        { name: "zebra", partitions: [{ partition: 0, begin: 0, end: 0 }] },
        { name: "audit", partitions: [{ partition: 0, begin: 0, end: 40 }] },
        { name: "orders", partitions: [0, 1, 2].map((partition) => ({ partition, begin: 0, end: 10 })) },
    ],
    groups: [
        { name: "fraud-group", partitions: readers.map((reader, number) => place("orders", number, reader)) },
        { name: "audit-group", partitions: [place("audit", 0, "audit-1", { position: 30, lag: 10 })] },
    ],
    ...fields,
});
