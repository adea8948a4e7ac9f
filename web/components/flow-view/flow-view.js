import { gateway } from "../../actions/gateway.js";
import { watchSystem } from "../../actions/lab.js";
import { Component } from "../../lib/component.js";
import { plural, sentence, time } from "../../lib/format.js";
import { create, html, render } from "../../lib/html.js";
import { KeyedList } from "../../lib/keyed-list.js";
import { prefersLessMotion } from "../../lib/motion.js";
import { isKafkaAway, staleNote } from "../../lib/stale-note.js";
import { themeChanges } from "../../lib/theme.js";
import { store } from "../../state/store.js";
import { emptyState } from "../empty-state/empty-state.js";
import * as boxes from "./boxes.js";
import { changesBetween } from "./changes.js";
import { Dots } from "./dots.js";
import { Lines } from "./lines.js";
import { callsOf, pictureOf } from "./picture.js";
import { Traffic } from "./traffic.js";

/** Narrower than this, the columns stand below one another (pixels). */
const NARROW = 860;

/** Milliseconds between two looks at what has come, and records in one of them that are still drawn one by one. */
const PUMP = 120;
const ONE_BY_ONE = 3;

/** A document comes once a second: what was read since the last one is drawn over most of the next. */
const SPREAD = 850;
const READ_ONE_BY_ONE = 8;
const PULSES = 4;

const HAPPENINGS = 30;

/** Milliseconds between the calls of an order without Kafka, as they are shown afterwards. */
const CALL = 420;

const column = (id, title) => html`<section class="flow-column" aria-labelledby="flow-${id}-title">
    <h2 id="flow-${id}-title">${title}</h2>
    <ul class="flow-${id}"></ul>
    <p class="flow-none muted">Not known while Kafka does not answer.</p>
</section>`;

/** The living picture: who writes records, where they lie, who reads them and how far each has come. */
class FlowView extends Component {
    #picture = null;
    #traffic = new Traffic();
    #rates = new Map();
    #seen = new Set();
    #lists;
    #inner = new Map();
    #topics = [];
    #lines;
    #dots;
    #drawing = null;

    build() {
        render(
            this,
            html`<p class="standing-note" role="status" hidden></p>
                <div class="flow-wait"></div>
                <div class="flow-stage" hidden>
                    <svg class="flow-behind" aria-hidden="true"></svg>
                    <svg class="flow-lines" aria-hidden="true"></svg>
                    ${column("producers", "Producers")} ${column("topics", "Topics")} ${column("groups", "Consumer groups")}
                    <canvas aria-hidden="true"></canvas>
                </div>
                <section class="panel flow-happenings" aria-labelledby="flow-happenings-title">
                    <div class="panel-head"><h2 id="flow-happenings-title">What has happened</h2></div>
                    <ol role="log" aria-label="Rebalances and changes, newest first"></ol>
                    <p class="muted">Nothing yet. Scale, kill or freeze an instance, and its partitions move.</p>
                </section>
                <instance-details view="flow"></instance-details>`,
        );
        const stage = this.find(".flow-stage");
        this.#lines = new Lines(stage, this.find("svg.flow-lines"), this.find("svg.flow-behind"));
        this.#dots = new Dots(this.find("canvas"));
        this.#lists = {
            producers: new KeyedList(this.find(".flow-producers"), boxes.producers),
            topics: new KeyedList(this.find(".flow-topics"), boxes.topics),
            groups: new KeyedList(this.find(".flow-groups"), boxes.groups),
        };
        const sizes = new ResizeObserver(() => this.#draw());
        sizes.observe(stage);
        this.until(() => sizes.disconnect());
        this.until(() => this.#dots.clear());
        this.until(watchSystem());
        this.until(gateway.on("events", ({ channel, events }) => this.#traffic.take(channel, events)));
        this.listen(themeChanges, "change", () => this.#dots.recolor());
        this.watch(({ system }) => system, (system) => this.#show(system));
        this.watch(noteOf, () => this.#note());
        this.repeat(PUMP, () => this.#pump());
        this.repeat(250, () => this.#count());
        this.repeat(1_000, () => this.#tick());
    }

    #show(system) {
        this.#wait(system);
        if (!system) return;
        const before = this.#picture;
        if (system.topics?.length > 0) this.#topics = system.topics;
        // While Kafka is away nobody can say which topics there are: they are still the same.
        const picture = pictureOf(isKafkaAway(system) && this.#topics.length > 0 ? { ...system, topics: this.#topics } : system);
        this.#picture = picture;
        this.#traffic.begin(picture.topics);
        this.#fill();
        this.#happen(changesBetween(before, picture));
        this.#draw();
        if (before) this.#read(before, picture);
    }

    /** What stands here as long as nothing is known. */
    #wait(system) {
        const { systemProblem, connection } = store.state;
        this.find(".flow-stage").hidden = !system;
        this.find(".flow-happenings").hidden = !system;
        const wait = this.find(".flow-wait");
        wait.hidden = Boolean(system);
        if (system) return;
        const problem = connection.status === "connected" ? systemProblem : null;
        const nothing = problem
            ? emptyState("flow", "The system cannot be seen", `${sentence(problem)} The page asks again every few seconds.`)
            : emptyState("flow", "Looking at the system…", "The picture is here as soon as the gateway has sent it.");
        render(wait, html`<div class="panel" role="status">${nothing}</div>`);
    }

    /** Brings the boxes up to date. */
    #fill() {
        const { producers, topics, groups } = this.#picture;
        const perSecond = (name) => this.#rates.get(name) ?? 0;
        this.#lists.producers.show(producers.map((one) => ({ ...one, writes: this.#writesOf(one), perSecond: perSecond(one.id) })));
        this.#lists.topics.show(topics);
        for (const topic of topics) this.#fillTopic(topic, perSecond);
        this.#lists.groups.show(groups);
        for (const group of groups) this.#fillGroup(group);
    }

    #fillTopic({ name, partitions }, perSecond) {
        const readers = (partition) =>
            this.#picture.groups.flatMap(({ places }) =>
                places.filter((one) => one.topic === name && one.partition === partition && one.instance).map(({ instance }) => instance),
            );
        const rows = partitions.map((one) => ({
            ...one,
            end: Math.max(one.end ?? 0, this.#traffic.endOf(name, one.partition)),
            perSecond: perSecond(`${name}/${one.partition}`),
            readers: readers(one.partition),
        }));
        this.#innerList(`[aria-label="Partitions of ${CSS.escape(name)}"]`, boxes.partitions).show(rows);
    }

    #fillGroup(group) {
        const list = this.#innerList(`[aria-label="Instances of ${CSS.escape(group.name)}"]`, boxes.workers);
        list.show(group.workers);
        boxes.groups.update(list.parent.closest("li"), group);
    }

    /** The list inside of a card; another card of the same name has one of its own. */
    #innerList(selector, options) {
        const parent = this.find(selector);
        if (this.#inner.get(selector)?.parent !== parent) {
            const list = new KeyedList(parent, options);
            this.#inner.set(selector, { parent, show: (items) => list.show(items) });
        }
        return this.#inner.get(selector);
    }

    #writesOf({ id, writes }) {
        const more = [...this.#seen].map((pair) => pair.split(">")).filter(([producer]) => producer === id);
        return [...new Set([...writes, ...more.map(([, topic]) => topic)])];
    }

    /** Lines follow the boxes, once a frame at most. */
    #draw() {
        this.#drawing ??= requestAnimationFrame(() => {
            this.#drawing = null;
            const stage = this.find(".flow-stage");
            if (!this.#picture || !stage || stage.hidden) return;
            stage.dataset.layout = stage.clientWidth < NARROW ? "narrow" : "wide";
            const writes = this.#picture.producers.flatMap((one) => this.#writesOf(one).map((topic) => [one.id, topic]));
            this.#lines.draw(this.#picture, writes);
            const [left, right] = this.#lines.extent;
            this.#dots.cover(left, right - left, stage.clientHeight);
        });
    }

    /** Sends what was written since the last time on its way. */
    #pump() {
        this.#call(this.#traffic.drainCalls());
        for (const { producer, topic, partition, count, tone } of this.#traffic.drain()) {
            const pair = `${producer}>${topic}`;
            if (!this.#seen.has(pair)) {
                this.#seen.add(pair);
                this.#draw();
            }
            if (prefersLessMotion()) continue;
            const way = this.#lines.wayOfWrite(producer, topic, partition);
            if (count > ONE_BY_ONE) this.#dots.send(way, { count, tone });
            else for (let one = 0; one < count; one += 1) this.#dots.send(way, { tone, delay: (one * PUMP) / count });
        }
    }

    /** The calls of orders without Kafka, one after another: all that is known of them is that they were answered. */
    #call(orders) {
        if (orders === 0) return;
        this.#called += orders;
        if (prefersLessMotion()) return;
        this.#picture?.calls.forEach(({ group }, index) => {
            this.#dots.send(this.#lines.wayOfCall(group), { count: orders, tone: "amber", delay: index * CALL });
        });
    }
    #called = 0;

    #tellCalls() {
        if (this.#called === 0) return;
        const names = listed(this.#picture?.calls.map(({ service }) => service) ?? []);
        const orders = plural(this.#called, "order");
        this.#called = 0;
        this.#happen([{ kind: "call", text: `${orders} went without Kafka: ${names || "the services"} were called one after another.` }]);
    }

    /** Sends what each group has read between two documents on its way. */
    #read(before, after) {
        if (prefersLessMotion()) return;
        const positions = new Map(
            before.groups.flatMap(({ name, places }) => places.map((one) => [`${name} ${one.topic}/${one.partition}`, one.position])),
        );
        // The lines are drawn with the next frame; what runs along them begins after it.
        requestAnimationFrame(() => {
            for (const { name, places } of after.groups) {
                for (const { topic, partition, position, instance } of places) {
                    const read = position - positions.get(`${name} ${topic}/${partition}`);
                    if (!(read > 0) || !instance) continue;
                    this.#sendRead(this.#lines.wayOfRead(name, topic, partition), read);
                }
            }
        });
    }

    #sendRead(way, read) {
        const parts = read <= READ_ONE_BY_ONE ? read : PULSES;
        for (let part = 0; part < parts; part += 1) {
            const count = Math.floor((read * (part + 1)) / parts) - Math.floor((read * part) / parts);
            this.#dots.send(way, { count, tone: "slate", delay: (part * SPREAD) / parts });
        }
    }

    /** Ends as they are now: the document's are up to a second old. */
    #count() {
        for (const { name, partitions } of this.#picture?.topics ?? []) {
            for (const { partition, end } of partitions) {
                const seen = this.#traffic.endOf(name, partition);
                if (seen <= (end ?? 0)) continue;
                const box = this.find(`[data-node="partition:${CSS.escape(name)}/${partition}"] .flow-end`);
                if (box) boxes.partitions.showEnd(box, seen);
            }
        }
    }

    #tick() {
        this.#tellCalls();
        this.#rates = this.#traffic.drainSecond();
        if (this.#picture) this.#fill();
    }

    #happen(changes) {
        const log = this.find(".flow-happenings ol");
        for (const { kind, text } of changes) {
            const now = new Date();
            log.prepend(
                create(html`<li data-kind="${kind}"><time datetime="${now.toISOString()}">${time(now)}</time> ${text}</li>`),
            );
        }
        while (log.childElementCount > HAPPENINGS) log.lastElementChild.remove();
        this.find(".flow-happenings .muted").hidden = log.childElementCount > 0;
    }

    /** What is to be known before one believes the picture. */
    #note() {
        const { connection, system } = store.state;
        if (!system) this.#wait(system);
        const isStale = connection.status !== "connected";
        const note = this.find(".standing-note");
        const text = system ? noteOf(store.state) : null;
        note.hidden = !text;
        note.textContent = text ?? "";
        this.find(".flow-stage").toggleAttribute("data-stale", isStale);
    }
}

/** A sentence about the whole picture, or null; before there is one, what there is to wait for. */
function noteOf({ connection, system, systemProblem }) {
    if (!system) return `${connection.status} ${systemProblem}`;
    const stale = staleNote({ connection, system });
    if (stale) return stale;
    if (systemProblem) return sentence(systemProblem);
    const { broker, settings } = system;
    if (broker?.state === "slow") return `Kafka is slow: it answers ${broker.delayMs} ms late.`;
    if (settings?.mode === "sync") {
        const names = listed(callsOf(system).map(({ service }) => service));
        return `Without Kafka: the gateway calls ${names} one after another, and the customer waits for all of them.`;
    }
    return null;
}

const listed = (names) => [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" and ");

customElements.define("flow-view", FlowView);
