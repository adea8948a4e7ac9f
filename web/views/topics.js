import { html } from "../lib/html.js";

export const topics = {
    title: "Topics",
    icon: "topics",
    lead: "What really lies in Kafka: every record with its partition, offset, key, headers and value.",
    content: html`<topics-view></topics-view>`,
};
