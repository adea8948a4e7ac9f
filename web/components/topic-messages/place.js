import { addressOf, queryOf, routeOf } from "../../lib/router.js";

/** Where somebody looks: the address says all of it, so that it can be sent to somebody else. */
export const PLACES = { newest: "Newest", earliest: "From the beginning", offset: "From an offset", time: "From a time" };

/** `#/topics/orders/2?from=offset&offset=120&find=key&text=…` */
export function placeOf(hash = location.hash) {
    const [, topic = null, number = null] = routeOf(hash);
    const query = queryOf(hash);
    const from = Object.hasOwn(PLACES, query.get("from")) ? query.get("from") : "newest";
    return {
        topic,
        partition: /^\d+$/.test(number ?? "") ? Number(number) : null,
        from,
        offset: /^\d+$/.test(query.get("offset") ?? "") ? Number(query.get("offset")) : 0,
        since: query.get("since"),
        find: query.get("find") ?? "text",
        text: query.get("text") ?? "",
    };
}

export function addressOfPlace({ topic, partition, from, offset, since, find, text }) {
    const query = new URLSearchParams();
    if (from !== "newest") query.set("from", from);
    if (from === "offset") query.set("offset", offset);
    if (from === "time" && since) query.set("since", since);
    if (text !== "") {
        query.set("find", find);
        query.set("text", text);
    }
    const where = partition === null ? addressOf("topics", topic) : addressOf("topics", topic, partition);
    return query.size > 0 ? `${where}?${query}` : where;
}

/** The parameters that the first page of a place is asked for with. */
export function firstQuery({ partition, from, offset, since }, limit) {
    const query = { partition, limit };
    if (from === "earliest") return { ...query, from: "earliest" };
    if (from === "offset") return { ...query, partition: partition ?? 0, offset };
    if (from === "time" && since) return { ...query, since: new Date(since).toISOString() };
    return { ...query, last: limit };
}
