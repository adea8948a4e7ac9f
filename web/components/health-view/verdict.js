import { plural } from "../../lib/format.js";
import { conditionOf } from "../../lib/instance-condition.js";
import { isKafkaAway } from "../../lib/stale-note.js";

/** An instance that is not as it should be although nobody has told it to stop. */
const BAD = new Set(["failed", "killed", "gone", "silent", "frozen", "waiting", "slow", "starting", "joining"]);

/** What is wrong with the system, as sentences; none when all is well. */
export function troublesOf(system) {
    const { broker, redis, gateways = [], instances = [] } = system;
    const troubles = [];
    if (isKafkaAway(system)) troubles.push("Kafka is away.");
    else if (broker?.state === "slow") troubles.push(`Kafka answers ${broker.delayMs} ms late.`);
    if (redis?.reachable === false) troubles.push("Redis is away.");
    for (const { id, ready, reason } of gateways) if (!ready) troubles.push(`${id} is not ready${reason ? `: ${reason}` : "."}`);
    for (const instance of instances) {
        const { name, word, why } = conditionOf(instance, system);
        if (BAD.has(name)) troubles.push(why ? `${instance.id} (${word}): ${why}` : `${instance.id} is ${word}.`);
    }
    return troubles;
}

/** One sentence about all of it. */
export function verdictOf(system) {
    const troubles = troublesOf(system);
    if (troubles.length > 0) return { tone: "amber", text: `${plural(troubles.length, "thing is not as it", "things are not as they")} should be.`, troubles };
    const running = (system.instances ?? []).filter(({ state }) => state !== "gone").length;
    const text = `All is well: Kafka and Redis answer, ${plural(running, "instance")} of services run.`;
    return { tone: "green", text, troubles };
}
