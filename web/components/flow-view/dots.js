import { tokenColor } from "../../lib/theme.js";

/** Dots under way at once at most; what comes on top becomes a number. */
const UNDER_WAY = 260;

/** Pixels a millisecond, and how long a way takes at least and at most. */
const SPEED = 0.42;
const FASTEST = 450;
const SLOWEST = 1_100;

const TONES = ["blue", "violet", "slate", "green", "amber", "red", "teal", "rose", "sand"];

/**
 * Records on their way, drawn on a canvas: `send(way, {count, tone, delay})`. One record is a dot; several are one pulse
 * that says how many. Draws only while something is under way.
 */
export class Dots {
    #canvas;
    #context;
    #dots = [];
    #frame = null;
    #colors = {};
    #font = "";
    #width = 0;
    #height = 0;

    constructor(canvas) {
        this.#canvas = canvas;
        this.#context = canvas.getContext("2d");
        this.recolor();
    }

    /** The theme has changed. */
    recolor() {
        this.#colors = Object.fromEntries(TONES.map((tone) => [tone, tokenColor(`--${tone}`)]));
        this.#colors.paper = tokenColor("--surface");
        this.#font = `650 10px ${getComputedStyle(this.#canvas).fontFamily}`;
    }

    resize(width, height) {
        if (width === this.#width && height === this.#height) return;
        this.#width = width;
        this.#height = height;
        const scale = Math.min(2, devicePixelRatio || 1);
        this.#canvas.width = Math.round(width * scale);
        this.#canvas.height = Math.round(height * scale);
        this.#context.setTransform(scale, 0, 0, scale, 0, 0);
    }

    get underWay() {
        return this.#dots.length;
    }

    send(way, { count = 1, tone = "slate", delay = 0 } = {}) {
        if (!way || way.length === 0 || document.hidden) return;
        if (this.#dots.length >= UNDER_WAY) return this.#join(way, count);
        const takes = Math.min(SLOWEST, Math.max(FASTEST, way.length / SPEED));
        this.#dots.push({ way, count, tone, begins: performance.now() + delay, takes });
        this.#frame ??= requestAnimationFrame(this.#draw);
    }

    /** Nothing is under way any more. */
    clear() {
        this.#dots = [];
        cancelAnimationFrame(this.#frame);
        this.#frame = null;
        this.#context.clearRect(0, 0, this.#width, this.#height);
    }

    /** Adds to what is on the same way already; without any, the number is in the ends that the partitions show. */
    #join(way, count) {
        const last = this.#dots.findLast((dot) => dot.way === way);
        if (last) last.count += count;
    }

    #draw = () => {
        const now = performance.now();
        const context = this.#context;
        context.clearRect(0, 0, this.#width, this.#height);
        context.textAlign = "center";
        context.textBaseline = "middle";
        context.font = this.#font;
        this.#dots = this.#dots.filter(({ begins, takes }) => now < begins + takes);
        for (const dot of this.#dots) if (dot.begins <= now) this.#one(dot, (now - dot.begins) / dot.takes);
        this.#frame = this.#dots.length > 0 ? requestAnimationFrame(this.#draw) : null;
    };

    #one({ way, count, tone }, part) {
        const context = this.#context;
        const { x, y } = way.at(part);
        const text = count > 1 ? String(count) : null;
        const radius = text ? 7 + Math.min(5, text.length * 1.6) : 3.5;
        context.globalAlpha = Math.min(1, part * 12, (1 - part) * 8);
        context.fillStyle = this.#colors[tone] ?? this.#colors.slate;
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        context.fill();
        if (text) {
            context.fillStyle = this.#colors.paper;
            context.fillText(text, x, y + 0.5);
        }
        context.globalAlpha = 1;
    }
}
