import { html } from "../../lib/html.js";

const TONES = {
    created: "blue",
    updated: "violet",
    deleted: "slate",
    NOTIFIED: "green",
    RETRY: "amber",
    DLQ: "red",
    FRAUD_CHECK_PASSED: "teal",
    FRAUD_ALERT: "rose",
    STREAM_STATS: "sand",
    HIGH: "red",
    MEDIUM: "amber",
    LOW: "blue",
};

/** The tone of an action or a severity; what is unknown is slate. */
export const toneOf = (name) => (Object.hasOwn(TONES, name) ? TONES[name] : "slate");

/** A short word on its tone. It says the word: colour is never all that tells. */
export const badge = (name, text = name) => html`<span class="badge" data-tone="${toneOf(name)}">${text}</span>`;
