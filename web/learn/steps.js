import { html } from "../lib/html.js";

const link = (view, text) => html`<a href="#/${view}">${text}</a>`;

/** What of a step was seen, filled in by whoever shows it. */
const proof = (step) => html`<span class="learn-proof muted" data-proof="${step}"></span>`;

/**
 * The workshop, step by step: `{id, title, minutes, why, todo, checks, extra}`. `why` is what to understand, `todo` what to
 * do, `checks` the names of what has to be seen (checks.js), `extra` an element that belongs to the step.
 */
export const steps = [
    {
        id: "basics",
        title: "Topic, record, key, partition, offset",
        minutes: 10,
        why: html`<p>A <strong>topic</strong> is a log: records are added at its end and stay where they are. It is cut into
                <strong>partitions</strong>, each a log of its own; a record's place in one is its <strong>offset</strong>. The
                <strong>key</strong> chooses the partition: records of one key are always on the same one, and so in order.</p>
            <p>That is all that Kafka promises about order: within a partition, never between two.</p>`,
        todo: html`<ol>
                <li>Place an order (${link("orders", "Orders")}) and open its trace: find topic, partition, offset and key.</li>
                <li>Change the same order. Where does the second record lie?</li>
                <li>Send 30 records with keys, without, and with one hot key. Watch the partitions fill.</li>
            </ol>`,
        extra: html`<key-experiment></key-experiment>`,
        checks: ["record", "samePartition", "spread", "keyed", "keyless", "hot"],
    },
    {
        id: "why",
        title: "Why Kafka",
        minutes: 10,
        why: html`<p>Whoever takes the order writes down <em>what happened</em> and is done. Notification, fraud check,
                statistics and audit each read it when they can. The writer does not know them, waits for none of them and
                does not change when another one comes.</p>`,
        todo: html`<ol>
                <li>Watch one order on ${link("flow", "Flow")}: one record goes in, and four groups come for it.</li>
                <li>In the ${link("lab", "Lab")} kill both instances of notification, then place an order. It is accepted.</li>
                <li>Start one of them again and look at the order's trace: late, but nothing is lost.</li>
            </ol>`,
        checks: ["fanOut", "decoupled"],
    },
    {
        id: "groups",
        title: "Consumer groups",
        minutes: 10,
        why: html`<p>Every <strong>group</strong> gets every record. Within a group each partition belongs to exactly one
                <strong>instance</strong>, so that the work is shared and the order within a partition holds. Kafka gives the
                partitions out, and gives them out anew when an instance comes, goes or falls silent.</p>`,
        todo: html`<ol>
                <li>On ${link("flow", "Flow")}, see which instance of notification owns which partition.</li>
                <li>Place orders until both have notified somebody.</li>
            </ol>`,
        checks: ["shared", "owned"],
    },
    {
        id: "retries",
        title: "Retries",
        minutes: 10,
        why: html`<p>What fails is not lost and does not hold up what comes behind it: the service writes the record to the
                topic <em>again</em>, with a count in header <code>retryCount</code>, and goes on. Two retries, three attempts.</p>
            <p>A record may be read twice after a crash. So every effect is remembered under the record's event id: done
                once, counted once.</p>`,
        todo: html`<ol>
                <li>FAIL_RATE is 0.3: place a dozen orders and find one with a retry on ${link("audit", "Audit")}.</li>
                <li>Open its trace: three records on <code>orders</code>, with <code>retryCount</code> none, 1, 2.</li>
            </ol>`,
        checks: ["retry", "retryHelped"],
    },
    {
        id: "dead-letters",
        title: "Dead letters",
        minutes: 10,
        why: html`<p>What fails three times goes to <code>orders-dlq</code> with the reason, so that a person can look at it,
                and the partition moves on. What nobody can parse goes there, too, bytes unchanged. When the cause is mended
                the letter is <strong>redriven</strong>: written back to where it came from.</p>`,
        todo: html`<ol>
                <li>In the ${link("lab", "Lab")} set FAIL_RATE to 1 and place an order: ${link("dead-letters", "Dead letters")}.</li>
                <li>Set FAIL_RATE to 0 and redrive it. See the outcome.</li>
            </ol>`,
        checks: ["letter", "redriven", "recovered"],
    },
    {
        id: "scaling",
        title: "Scaling, up to the partitions and beyond",
        minutes: 15,
        why: html`<p>More instances share the partitions: <code>orders</code> has three, so three can work at once. A fourth
                gets none and waits as a spare. Want more? Then the topic needs more partitions, and that is a decision for
                the day on which it is made: the key of a record chooses among as many as there are.</p>`,
        todo: html`<ol>
                <li>Scale fraud from 1 to 3 in the ${link("lab", "Lab")}, then to 4, and watch ${link("flow", "Flow")}.</li>
                <li>Kill one that owns a partition while a rush of orders runs (${link("orders", "Orders")}).</li>
                <li>Its partition moves after some six seconds. Every order has its verdict: none is missing, none is double.</li>
            </ol>`,
        checks: ["three", "idle", "moved", "noneLost"],
    },
    {
        id: "replay",
        title: "Replay",
        minutes: 10,
        why: html`<p>Reading takes nothing away: a group's place is only a number for each partition. Set it back and the past
                is read again, by a new service, by one that had a bug, by statistics that were wrong.</p>
            <p>The services here remember what they decided, so that a replay notifies and alerts nobody twice.</p>`,
        todo: html`<ol>
                <li>In the ${link("lab", "Lab")} let <code>fraud-group</code> read from the beginning.</li>
                <li>Watch its lag jump up and melt on ${link("flow", "Flow")}, and count the alerts: none is new.</li>
            </ol>`,
        checks: ["replay", "noDouble"],
    },
    {
        id: "windows",
        title: "Windows over several instances",
        minutes: 10,
        why: html`<p>“More than five orders of one customer in a minute” is a count over a sliding <strong>window</strong>.
                The orders of one customer lie on several partitions and so with several instances: the window cannot be
                anybody's own. It is in Redis, a sorted set by the record's time, and every instance counts the same.</p>`,
        todo: html`<ol>
                <li>With two or more instances of fraud, rush 25 orders by many customers (${link("orders", "Orders")}).</li>
                <li>Watch both gauges on ${link("fraud", "Fraud")}: the alert names one count, whoever raised it.</li>
            </ol>`,
        checks: ["window", "sharedWindow"],
    },
    {
        id: "without-kafka",
        title: "Without Kafka",
        minutes: 15,
        why: html`<p>The same order through the same services, but by calls: the gateway asks notification, statistics and
                audit one after another and stores the order only when all have answered. The customer waits for the sum of
                the times, and everything that is down is down for everybody.</p>`,
        todo: html`<ol>
                <li>Switch to calls and place an order: the times add up.</li>
                <li>Kill both instances of notification (${link("lab", "Lab")}) and order again: refused.</li>
                <li>Switch back to Kafka, with notification still dead, and order: accepted.</li>
                <li>Who would have to change what, for a fifth service to hear of orders? In both worlds?</li>
            </ol>`,
        extra: html`<work-mode></work-mode>`,
        checks: ["times", "refused", "accepted"],
    },
    {
        id: "compare",
        title: "Both side by side",
        minutes: 5,
        why: html`<p>What you have seen, in one picture. Each line leads back to where you saw it.</p>`,
        extra: html`<with-without></with-without>`,
        checks: [],
    },
    {
        id: "drills",
        title: "Drills",
        minutes: 20,
        why: html`<p>One of several faults is injected, unseen. Find it from traces, lag, health and logs; repair it with the
                Lab; then read what it was. The clock runs.</p>`,
        extra: html`<drill-board></drill-board>`,
        checks: ["drill"],
    },
    {
        id: "questions",
        title: "Five questions",
        minutes: 10,
        why: html`<dl class="learn-questions">
            <dt>Why Kafka?</dt>
            <dd>Writers and readers do not know and do not wait for each other: ${link("learn/why", "it went on without notification")}. ${proof("why")}</dd>
            <dt>What is a consumer group?</dt>
            <dd>Instances that share a topic's partitions, each partition with one of them: ${link("learn/groups", "two notified")}. ${proof("groups")}</dd>
            <dt>How do retries work?</dt>
            <dd>The record is written again with a count, and what is behind it goes on: ${link("learn/retries", "three attempts in one trace")}. ${proof("retries")}</dd>
            <dt>What is a dead-letter queue?</dt>
            <dd>Where that goes which cannot be done, with the reason, until somebody redrives it: ${link("learn/dead-letters", "FAIL_RATE 1, then 0")}. ${proof("dead-letters")}</dd>
            <dt>How does scaling work?</dt>
            <dd>By instances, up to the number of partitions: ${link("learn/scaling", "the fourth was idle")}. ${proof("scaling")}</dd>
        </dl>`,
        checks: [],
    },
];
