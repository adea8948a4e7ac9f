import { curve, lane, toPath, Way } from "./geometry.js";
import { hueOf } from "./boxes.js";

/** Pixels between two lanes of a gutter, where there is room. */
const LANE = 5;

const SVG = "http://www.w3.org/2000/svg";

/** Milliseconds that a line which was taken away is still seen. */
const LEAVING = 900;

/** How long one is marked that has just come. */
const ARRIVING = 2_400;

/**
 * The lines between the boxes: measured from where the boxes stand, drawn as paths of one SVG, and kept as ways for
 * what moves along them. A partition that goes to another instance is seen to: its old line leaves, the new one comes.
 */
export class Lines {
    #stage;
    #svg;
    #behind;
    #paths = new Map();
    #targets = new Map();
    #ways = new Map();
    #nodes = new Map();

    /** `behind` is an SVG below the boxes: calls pass by the topics. */
    constructor(stage, svg, behind) {
        this.#stage = stage;
        this.#svg = svg;
        this.#behind = behind;
    }

    /** Draws the picture's lines; `writes` are pairs `[producer, topic]`. */
    draw(picture, writes) {
        this.#measure();
        const isNarrow = this.#stage.dataset.layout === "narrow";
        const lines = [...this.#fans(picture, writes, isNarrow), ...this.#trunks(writes, isNarrow, picture.calls.length), ...this.#reads(picture, isNarrow)];
        lines.push(...this.#calls(picture, isNarrow, writes.length));
        const wanted = new Set(lines.map(({ id }) => id));
        for (const [id, path] of this.#paths) {
            if (wanted.has(id)) continue;
            path.remove();
            this.#paths.delete(id);
            this.#targets.delete(id);
        }
        this.#ways.clear();
        for (const line of lines) this.#show(line);
    }

    /** The leftmost and the rightmost place of all lines, with room for what moves on them. */
    get extent() {
        const places = [...this.#ways.values()].flatMap((way) => way?.points ?? []).map(({ x }) => x);
        if (places.length === 0) return [0, 0];
        return [Math.floor(Math.min(...places)) - 14, Math.ceil(Math.max(...places)) + 14];
    }

    /** From a producer into a partition; null where no line leads. */
    wayOfWrite(producer, topic, partition) {
        const id = `${producer}>${topic}/${partition}`;
        if (!this.#ways.has(id)) {
            const trunk = this.#ways.get(`write ${producer} ${topic}`);
            const fan = this.#ways.get(`fan ${topic}/${partition}`);
            this.#ways.set(id, trunk && fan ? new Way([...trunk.points, ...fan.points.slice(1)]) : null);
        }
        return this.#ways.get(id);
    }

    /** From a partition to the instance of a group that reads it. */
    wayOfRead(group, topic, partition) {
        return this.#ways.get(`read ${group} ${topic}/${partition}`) ?? null;
    }

    /** From the gateway to a service that it calls. */
    wayOfCall(group) {
        return this.#ways.get(`call ${group}`) ?? null;
    }

    #measure() {
        const origin = this.#stage.getBoundingClientRect();
        this.#nodes.clear();
        for (const element of this.#stage.querySelectorAll("[data-node]")) {
            const { left, right, top, bottom, width } = element.getBoundingClientRect();
            if (width === 0) continue;
            const y = (top + bottom) / 2 - origin.top;
            this.#nodes.set(element.dataset.node, { left: left - origin.left, right: right - origin.left, y });
        }
    }

    #node(name) {
        return this.#nodes.get(name);
    }

    /** From the side of a topic's card to its partitions, where somebody writes to it. */
    #fans({ topics }, writes, isNarrow) {
        return topics.flatMap(({ name, partitions }) => {
            const head = this.#node(`topic:${name}`);
            if (!head || !writes.some(([, topic]) => topic === name)) return [];
            return partitions.flatMap(({ partition }) => {
                const box = this.#node(`partition:${name}/${partition}`);
                if (!box) return [];
                const from = { x: isNarrow ? head.right : head.left, y: head.y };
                const side = isNarrow ? box.right : box.left;
                const points = lane(from, side + (isNarrow ? 9 : -9), { x: side, y: box.y });
                return [{ id: `fan ${name}/${partition}`, kind: "fan", points }];
            });
        });
    }

    /** Narrow, calls have lanes of their own beside those of what is written: `others` is how many. */
    #trunks(writes, isNarrow, others) {
        const gutter = this.#gutter("right", writes.length + others);
        let taken = 0;
        return writes.flatMap(([producer, topic]) => {
            const [from, to] = [this.#node(`producer:${producer}`), this.#node(`topic:${topic}`)];
            if (!from || !to) return [];
            const points = isNarrow
                ? lane({ x: from.right, y: from.y }, gutter(taken++), { x: to.right, y: to.y })
                : curve({ x: from.right, y: from.y }, { x: to.left, y: to.y });
            return [{ id: `write ${producer} ${topic}`, kind: "write", points }];
        });
    }

    #reads({ topics, groups }, isNarrow) {
        const lanes = new Map();
        for (const { name, partitions } of topics) {
            for (const { partition } of partitions) {
                const isRead = groups.some(({ places }) => places.some((one) => one.topic === name && one.partition === partition));
                if (isRead) lanes.set(`${name}/${partition}`, lanes.size);
            }
        }
        const gutter = this.#gutter("left", lanes.size);
        return groups.flatMap(({ name: group, places, workers }) =>
            places.flatMap(({ topic, partition, instance }) => {
                const worker = workers.find(({ id }) => id === instance);
                const target = worker ? `instance:${worker.id}` : `unread:${group}`;
                const [from, to] = [this.#node(`partition:${topic}/${partition}`), this.#node(target)];
                if (!from || !to) return [];
                const x = gutter(lanes.get(`${topic}/${partition}`) ?? 0);
                const points = isNarrow
                    ? lane({ x: from.left, y: from.y }, x, { x: to.left, y: to.y })
                    : curve({ x: from.right, y: from.y }, { x: to.left, y: to.y });
                const condition = worker ? worker.condition.name : "nobody";
                return [{ id: `read ${group} ${topic}/${partition}`, kind: "read", points, hue: hueOf(topic, partition), target, condition }];
            }),
        );
    }

    #calls({ calls }, isNarrow, others) {
        const from = this.#node("producer:gateway");
        const gutter = this.#gutter("right", calls.length + others);
        return calls.flatMap(({ group }, index) => {
            const to = this.#node(`group:${group}`);
            if (!from || !to) return [];
            const points = isNarrow
                ? lane({ x: from.right, y: from.y }, gutter(others + index), { x: to.right, y: to.y })
                : curve({ x: from.right, y: from.y }, { x: to.left, y: to.y });
            return [{ id: `call ${group}`, kind: "call", points }];
        });
    }

    /** Where each of so many lanes runs, in the room that is left beside the boxes. */
    #gutter(side, lanes) {
        const style = getComputedStyle(this.#stage);
        const room = parseFloat(side === "left" ? style.paddingLeft : style.paddingRight);
        const apart = Math.min(LANE, (room - 6) / Math.max(1, lanes));
        const edge = this.#stage.clientWidth - room;
        return (index) => (side === "left" ? room - 4 - index * apart : edge + 4 + index * apart);
    }

    #show({ id, kind, points, hue, target, condition }) {
        this.#ways.set(id, new Way(points));
        const d = toPath(points);
        let path = this.#paths.get(id);
        const isMoved = path && target !== undefined && this.#targets.get(id) !== target;
        if (isMoved) {
            this.#leave(path);
            this.#paths.delete(id);
            path = null;
        }
        if (!path) {
            path = document.createElementNS(SVG, "path");
            path.setAttribute("class", kind);
            path.setAttribute("pathLength", "1");
            if (hue !== undefined) path.dataset.hue = hue;
            (kind === "call" ? this.#behind : this.#svg).append(path);
            this.#paths.set(id, path);
            if (isMoved) this.#arrive(path);
        }
        if (path.getAttribute("d") !== d) path.setAttribute("d", d);
        if (condition !== undefined && path.dataset.condition !== condition) path.dataset.condition = condition;
        this.#targets.set(id, target);
    }

    #leave(path) {
        path.classList.add("leaving");
        setTimeout(() => path.remove(), LEAVING);
    }

    #arrive(path) {
        path.classList.add("arriving");
        setTimeout(() => path.classList.remove("arriving"), ARRIVING);
    }
}
