/**
 * The records of an order as the page shows them: with the `action` that each is about and its `writer`, the instance
 * that put it there, as far as the record says it.
 */
export const recordsOfTrace = ({ records }) =>
    records.map((record) => ({ ...record, id: `${record.topic}/${record.partition}/${record.offset}`, action: actionOf(record), writer: writerOf(record) }));

const actionOf = ({ value, headers, topic }) => {
    if (headers?.retryCount !== undefined) return "RETRY";
    if (topic.endsWith("-dlq")) return "DLQ";
    return String(value?.action ?? "unknown");
};

const writerOf = ({ value, headers }) =>
    String(headers?.instance ?? value?.instanceId ?? headers?.source ?? value?.source ?? "unknown");

/** The order as its newest record has it; null where no record does. */
export const orderOfTrace = ({ records }) => records.findLast(({ value }) => value?.order?.customerName)?.value.order ?? null;

/** Correlation ids: one, unless the order was changed. */
export const correlationsOf = ({ records }) => [
    ...new Set(records.map(({ headers }) => headers?.correlationId).filter((id) => typeof id === "string")),
];

/** Whether an event of a live channel is about the order. */
export const isAbout = (id, { key, value }) => key === id || value?.orderId === id || value?.order?.id === id;
