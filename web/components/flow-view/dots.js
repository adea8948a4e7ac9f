import { tokenColor } from "../../lib/theme.js";

/** Dots under way at once at most; what comes on top becomes a number. */
const UNDER_WAY = 260;

/** Pixels a millisecond, and how long a way takes at least and at most. */
const SPEED = 0.42;
const FASTEST = 450;
const SLOWEST = 1_100;

/** Milliseconds between two frames from which on only every second, and every third, is drawn on. */
const BUSY = 21;
const VERY_BUSY = 34;

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
    #area = { left: 0, width: 0, height: 0 };
    #last = 0;
    #pace = 16;
    #skipped = 0;

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

    /** Covers only where something moves: a canvas costs by its size, each time that it is drawn on. */
    cover(left, width, height) {
        const area = this.#area;
        if (left === area.left && width === area.width && height === area.height) return;
        this.#area = { left, width, height };
        const scale = Math.min(2, devicePixelRatio || 1);
        this.#canvas.width = Math.round(width * scale);
        this.#canvas.height = Math.round(height * scale);
        Object.assign(this.#canvas.style, { left: `${left}px`, width: `${width}px`, height: `${height}px` });
        this.#context.setTransform(scale, 0, 0, scale, -left * scale, 0);
    }

    get underWay() {
        return this.#dots.length;
    }

    send(way, { count = 1, tone = "slate", delay = 0 } = {}) {
        if (!way || way.length === 0 || document.hidden) return;
        if (this.#dots.length >= UNDER_WAY) return this.#join(way, count);
        const takes = Math.min(SLOWEST, Math.max(FASTEST, way.length / SPEED));
        this.#dots.push({ way, count, tone, begins: performance.now() + delay, takes });
        if (this.#frame !== null) return;
        this.#last = performance.now();
        this.#frame = requestAnimationFrame(this.#draw);
    }

    /** Nothing is under way any more. */
    clear() {
        this.#dots = [];
        cancelAnimationFrame(this.#frame);
        this.#frame = null;
        this.#wipe();
    }

    #wipe() {
        const { left, width, height } = this.#area;
        this.#context.clearRect(left, 0, width, height);
    }

    /** Adds to what is on the same way already; without any, the number is in the ends that the partitions show. */
    #join(way, count) {
        const last = this.#dots.findLast((dot) => dot.way === way);
        if (last) last.count += count;
    }

    #draw = () => {
        this.#frame = requestAnimationFrame(this.#draw);
        const now = performance.now();
        if (this.#isTooMuch(now)) return;
        const context = this.#context;
        this.#wipe();
        context.textAlign = "center";
        context.textBaseline = "middle";
        context.font = this.#font;
        this.#dots = this.#dots.filter(({ begins, takes }) => now < begins + takes);
        for (const dot of this.#dots) if (dot.begins <= now) this.#one(dot, (now - dot.begins) / dot.takes);
        if (this.#dots.length === 0) this.clear();
    };

    /** A machine that cannot keep up draws dots less often, so that the page itself stays quick. */
    #isTooMuch(now) {
        this.#pace += 0.1 * (Math.min(100, now - this.#last) - this.#pace);
        this.#last = now;
        const skips = this.#pace > VERY_BUSY ? 2 : this.#pace > BUSY ? 1 : 0;
        this.#skipped = this.#skipped < skips ? this.#skipped + 1 : 0;
        return this.#skipped > 0;
    }

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
