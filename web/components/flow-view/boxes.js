import { count, plural } from "../../lib/format.js";
import { create, html, render } from "../../lib/html.js";
import { addressOf } from "../../lib/router.js";

/** The boxes of the picture: each made once and then kept current, so that what has the focus keeps it. */

const rate = (perSecond) => {
    const number = perSecond ?? 0;
    return number > 0 && number < 10 ? number.toFixed(1).replace(/\.0$/, "") : count(Math.round(number));
};

const place = ({ topic, partition }) => `${topic} ${partition}`;

/** Lines and chips of a partition share a colour; its name is always beside it. */
export const hueOf = (topic, partition) => (partition + (topic === "orders" ? 0 : 3)) % 6;

const toneOfLag = (lag) => (lag >= 1_000 ? "red" : lag >= 10 ? "amber" : "slate");

/** Sets an attribute or a text only where it differs: what is equal costs no layout. */
function put(element, name, value) {
    if (value === null) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function fill(element, markup) {
    if (element.markup === markup.text) return;
    element.markup = markup.text;
    render(element, markup);
}

export const producers = {
    key: ({ id }) => id,
    create(producer) {
        const element = create(html`<li><div class="flow-box producer" tabindex="0" role="group"></div></li>`);
        producers.update(element, producer);
        return element;
    },
    update(element, { id, title, note, writes, calls = [], perSecond = 0 }) {
        const box = element.firstElementChild;
        put(box, "data-node", `producer:${id}`);
        const to = writes.length > 0 ? `Writes to ${writes.join(", ")}` : "Writes nothing";
        const called = calls.length > 0 ? ` Calls ${calls.join(", then ")}, and waits for each.` : "";
        put(box, "aria-label", `Producer ${title}${note ? ` (${note})` : ""}. ${to}; ${rate(perSecond)} records a second.${called}`);
        fill(
            box,
            html`<span class="flow-name">${title}</span>
                <span class="flow-rate number">${rate(perSecond)}/s</span>
                <span class="flow-sub">${note}</span>
                ${calls.length > 0 && html`<span class="flow-calls-text">calls ${calls.join(", then ")}</span>`}`,
        );
    },
};

export const topics = {
    key: ({ name }) => name,
    create(topic) {
        const element = create(
            html`<li class="flow-card topic">
                <h3 data-node="topic:${topic.name}">
                    <a href="${addressOf("topics", topic.name)}">${topic.name}</a> <span class="flow-total number"></span>
                </h3>
                <ul aria-label="Partitions of ${topic.name}"></ul>
            </li>`,
        );
        return element;
    },
    update() {},
};

export const partitions = {
    key: ({ topic, partition }) => `${topic}/${partition}`,
    create(partition) {
        const { topic, partition: number } = partition;
        const element = create(
            html`<li>
                <a
                    class="flow-box partition"
                    href="${addressOf("topics", topic, number)}"
                    data-node="partition:${topic}/${number}"
                    data-hue="${hueOf(topic, number)}"
                >
                    <span class="partition-number">${number}</span>
                    <span class="flow-end number"></span>
                    <span class="flow-rate number"></span>
                </a>
            </li>`,
        );
        partitions.update(element, partition);
        return element;
    },
    update(element, { topic, partition, begin = 0, end = 0, perSecond = 0, readers = [] }) {
        const box = element.firstElementChild;
        const [, ends, speed] = box.children;
        const held = Math.max(0, end - begin);
        const read = readers.length > 0 ? `read by ${readers.join(", ")}` : "read by nobody here";
        const label = `${topic}, partition ${partition}: ${plural(held, "record")}, ends at offset ${count(end)}, ${read}; ${rate(perSecond)} records a second. Show its messages.`;
        put(box, "aria-label", label);
        partitions.showEnd(ends, end);
        const text = perSecond > 0 ? `+${rate(perSecond)}/s` : "";
        if (speed.textContent !== text) speed.textContent = text;
    },
    showEnd(element, end) {
        const text = count(end);
        if (element.textContent !== text) element.textContent = text;
    },
};

export const groups = {
    key: ({ name }) => name,
    create(group) {
        return create(
            html`<li class="flow-card group">
                <div class="group-head" data-node="group:${group.name}">
                    <h3>${group.name}</h3>
                    <span class="group-count"></span>
                    <span class="flow-rate number"></span>
                    <span class="badge lag number"></span>
                </div>
                <ul class="workers" aria-label="Instances of ${group.name}"></ul>
                <p class="unread" data-node="unread:${group.name}" hidden></p>
                <p class="idle-why" hidden></p>
            </li>`,
        );
    },
    update(element, { lag, places, perSecond, desired, workers, unread }) {
        const idle = workers.filter(({ condition }) => condition.name === "idle");
        const alive = workers.filter(({ instance }) => instance.state !== "gone").length;
        const wanted = desired !== null && desired !== alive ? ` of ${desired} wanted` : "";
        text(element, ".group-count", `${plural(alive, "instance")}${wanted}`);
        text(element, ".group-head .flow-rate", `${rate(perSecond)}/s`);
        text(element, ".lag", places.length > 0 ? `lag ${count(lag)}` : "");
        put(element.querySelector(".lag"), "data-tone", toneOfLag(lag));
        text(element, ".unread", unreadText(unread));
        text(element, ".idle-why", idle.length > 0 ? idleText(idle) : "");
    },
};

function text(element, selector, words) {
    const found = element.querySelector(selector);
    if (found.textContent !== words) found.textContent = words;
    found.hidden = words === "";
}

const unreadText = (unread) =>
    unread.length === 0
        ? ""
        : `Read by nobody: ${unread.map((one) => `${place(one)} (lag ${count(one.lag ?? 0)})`).join(", ")}`;

function idleText(idle) {
    const [{ id, condition }] = idle;
    return idle.length === 1 ? `${id} is idle. ${condition.why}` : `${idle.length} are idle. ${condition.why}`;
}

export const workers = {
    key: ({ id }) => id,
    create(worker) {
        const element = create(html`<li><button class="flow-box worker"></button></li>`);
        element.addEventListener("click", () => (location.hash = addressOf("flow", worker.id)));
        workers.update(element, worker);
        return element;
    },
    update(element, { id, instance, condition, partitions: held }) {
        const box = element.firstElementChild;
        put(element, "data-condition", condition.name);
        put(box, "data-node", `instance:${id}`);
        put(box, "data-tone", condition.tone);
        put(box, "aria-label", labelOf(id, instance, condition, held));
        const isShort = condition.name === "idle";
        fill(
            box,
            html`<span class="flow-name">${id}</span> <span class="badge">${condition.word}</span>
                ${!isShort && instance.state !== "gone" && html`<span class="flow-rate number">${rate(instance.perSecond)}/s</span>`}
                ${held.length > 0 && html`<span class="chips">${held.map(chip)}</span>`}
                ${!isShort && condition.why && html`<span class="worker-why">${condition.why}</span>`}`,
        );
    },
};

const chip = (held) => html`<span class="chip number" data-hue="${hueOf(held.topic, held.partition)}">
    <span class="chip-place">${place(held)}</span> <span>${count(held.position ?? 0)}</span>
    ${(held.lag ?? 0) > 0 && html`<strong>lag ${count(held.lag)}</strong>`}
</span>`;

function labelOf(id, { perSecond }, { word, why }, held) {
    const reads = held.map((one) => `${place(one)} at ${count(one.position ?? 0)}, lag ${count(one.lag ?? 0)}`);
    const reading = reads.length > 0 ? `Reads ${reads.join("; ")}.` : "Reads nothing.";
    return [`${id}: ${word}.`, why, reading, `${rate(perSecond)} records a second.`, "Show details."].filter(Boolean).join(" ");
}
