/**
 * Where lines run, as points in the picture's own pixels. Wide, columns stand beside one another and lines are curves
 * between them; narrow, they stand below one another and lines run in gutters beside them, a lane each, like a map of
 * trains.
 */
const STEPS = 22;

/** From the right of one box to the left of another. */
export function curve(from, to) {
    const reach = Math.max(18, (to.x - from.x) * 0.5);
    return Array.from({ length: STEPS + 1 }, (_, step) => {
        const t = step / STEPS;
        const u = 1 - t;
        const bend = 3 * u * u * t;
        const swing = 3 * u * t * t;
        return {
            x: u ** 3 * from.x + bend * (from.x + reach) + swing * (to.x - reach) + t ** 3 * to.x,
            y: u ** 3 * from.y + bend * from.y + swing * to.y + t ** 3 * to.y,
        };
    });
}

/** Sideways to a lane at `x`, along it, and sideways to the end; corners are round. */
export function lane(from, x, to) {
    const down = Math.sign(to.y - from.y) || 1;
    const bend = Math.min(8, Math.abs(to.y - from.y) / 2, Math.abs(x - from.x), Math.abs(x - to.x));
    const into = Math.sign(x - from.x) || 1;
    const out = Math.sign(to.x - x) || 1;
    return [
        from,
        ...corner({ x: x - into * bend, y: from.y }, { x, y: from.y }, { x, y: from.y + down * bend }),
        ...corner({ x, y: to.y - down * bend }, { x, y: to.y }, { x: x + out * bend, y: to.y }),
        to,
    ];
}

function corner(from, over, to) {
    return [0, 0.25, 0.5, 0.75, 1].map((t) => ({
        x: (1 - t) ** 2 * from.x + 2 * t * (1 - t) * over.x + t * t * to.x,
        y: (1 - t) ** 2 * from.y + 2 * t * (1 - t) * over.y + t * t * to.y,
    }));
}

/** The points as the attribute `d` of a path. */
export const toPath = (points) =>
    points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

/** A way that can be asked where something is that has gone a part of it, from 0 to 1. */
export class Way {
    constructor(points) {
        this.points = points;
        this.lengths = [0];
        for (let index = 1; index < points.length; index += 1) {
            const [from, to] = [points[index - 1], points[index]];
            this.lengths.push(this.lengths[index - 1] + Math.hypot(to.x - from.x, to.y - from.y));
        }
        this.length = this.lengths.at(-1);
    }

    at(part) {
        const gone = Math.min(1, Math.max(0, part)) * this.length;
        let low = 0;
        let high = this.lengths.length - 1;
        while (high - low > 1) {
            const middle = (low + high) >> 1;
            if (this.lengths[middle] <= gone) low = middle;
            else high = middle;
        }
        const span = this.lengths[high] - this.lengths[low];
        const t = span === 0 ? 0 : (gone - this.lengths[low]) / span;
        const [from, to] = [this.points[low], this.points[high]];
        return { x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) };
    }
}
