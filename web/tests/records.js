/** Frames and records as the gateway sends them, short to write in a test. */
let drawn = 0;

const record = (key, value, headers = {}) => ({
    partition: 0,
    offset: drawn,
    timestamp: 1_770_297_077_406 + drawn,
    key,
    headers: { eventId: `event-${drawn++}`, ...headers },
    value,
});

export const events = (channel, ...list) => ({ type: "events", channel, cursor: `cursor-${drawn}`, events: list });

export const orderOf = (id, fields = {}) => ({
    id,
    customerName: "Ann",
    item: "Miso soup",
    quantity: 1,
    price: 4.2,
    status: "created",
    createdAt: "2026-02-05T13:11:17.406Z",
    ...fields,
});

export const orderRecord = (action, id, version, { headers, ...fields } = {}) =>
    record(id, { action, order: orderOf(id, fields), timestamp: "2026-02-05T13:11:17.406Z" }, {
        ...(version !== null && { orderVersion: String(version) }),
        ...headers,
    });

export const auditRecord = (action, orderId, fields = {}) =>
    record(orderId, { source: "a-service", action, orderId, timestamp: "2026-02-05T13:11:17.406Z", ...fields });

export const snapshot = (orders, fields = {}) => ({
    type: "snapshot",
    channel: "orders",
    cursor: "cursor-snapshot",
    data: orders.map(({ version, ...order }) => ({ order, version })),
    total: orders.length,
    last: true,
    ...fields,
});
