import { GatewayError } from "../lib/gateway-error.js";
import { gateway } from "./gateway.js";

/**
 * One page of a topic's records, `{events, cursor, more, reason, missed}`. `query` has the parameters of
 * `GET /api/topics/{topic}/records`. Rejects with a GatewayError.
 */
export async function readRecords(topic, query, { signal } = {}) {
    const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== null && value !== undefined));
    let answer;
    try {
        const address = `/api/topics/${encodeURIComponent(topic)}/records?${parameters}`;
        answer = await fetch(address, { headers: { Accept: "application/json" }, signal });
    } catch (error) {
        if (error.name === "AbortError") throw error;
        throw new GatewayError({ code: "client.unreachable", message: "The gateway cannot be reached right now." });
    }
    const body = await answer.json();
    if (!answer.ok) throw new GatewayError({ code: body.code, message: body.detail ?? body.title });
    return body;
}

/** Writes a record by hand; resolves with where it lies, `{partition, offset, eventId}`. */
export const produce = (topic, record) => gateway.publish(topic, record);
