import { gateway } from "./gateway.js";

/** Writes a record to the topic that is there for trying things; resolves with the place that it got. */
export const publish = (record) => gateway.publish("playground", record);
