import { getJson } from "../lib/api.js";
import { gateway } from "./gateway.js";

/**
 * One page of a topic's records, `{events, cursor, more, reason, missed}`. `query` has the parameters of
 * `GET /api/topics/{topic}/records`. Rejects with a GatewayError.
 */
export function readRecords(topic, query, { signal } = {}) {
    const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== null && value !== undefined));
    return getJson(`/api/topics/${encodeURIComponent(topic)}/records?${parameters}`, { signal });
}

/** Writes a record by hand; resolves with where it lies, `{partition, offset, eventId}`. */
export const produce = (topic, record) => gateway.publish(topic, record);
