import { time } from "./format.js";

/** What is to be known of a picture of the system that nobody keeps current, as a sentence; null while it is current. */
export const staleNote = ({ connection, system }) =>
    connection.status !== "connected" && system ? `Not connected: this is how it was at ${time(system.time)}.` : null;

/** Whether Kafka answers, as far as a system document says. */
export const isKafkaAway = (system) => system?.broker?.state === "down" || system?.broker?.reachable === false;
