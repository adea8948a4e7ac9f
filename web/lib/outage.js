import { sentence } from "./format.js";

/**
 * What who looks at the page has to know while Kafka or Redis is away, in a few sentences; null while nothing is. By what
 * the gateway says of itself (`readiness`), which counts a broker as away that has said nothing for ten seconds.
 */
export function outageNote({ connection, readiness }) {
    const troubles = connection.status === "connected" ? readiness?.troubles : null;
    if (!troubles) return null;
    if (troubles.broker) return "Kafka is gone and is being started anew. Until then orders are refused.";
    if (troubles.redis) {
        // `Redis cannot be used: …`, `Redis is full: …`: the details are for who looks at Health.
        const [what] = troubles.redis.split(":");
        const both = troubles.kafka ? " Kafka is away, too." : "";
        return `${sentence(what)}${both} Orders can be neither placed nor changed until that is mended.`;
    }
    if (troubles.kafka) return KAFKA;
    return null;
}

const KAFKA = "Kafka is away. Orders are still taken: their events wait in Redis, and reach the services when Kafka is back.";
