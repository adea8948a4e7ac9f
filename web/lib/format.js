/** Values as people read them. Times are in the reader's time zone, on a 24-hour clock. */
const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const integers = new Intl.NumberFormat("en-US");
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

export const money = (amount) => dollars.format(amount);

const wholeDollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
const shortDollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", notation: "compact", maximumFractionDigits: 1 });

/** Where there is room for ten characters: `$940.50`, `$134,693`, `$12.3M`. */
export function moneyAtAGlance(amount) {
    if (amount < 10_000) return money(amount);
    return (amount < 10_000_000 ? wholeDollars : shortDollars).format(amount);
}

export const count = (number) => integers.format(number);

export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

/** How many there are where only the newest `most` are kept: `7 alerts`, `newest 200 alerts`. */
export const newest = (number, most, one) => (number < most ? "" : "newest ") + plural(number, one);

/** `14:03:09`, or `5 Mar, 14:03:09` when that was not today. */
export function time(when, now = new Date()) {
    const date = new Date(when);
    if (Number.isNaN(date.getTime())) return "–";
    const isToday = date.toDateString() === now.toDateString();
    return isToday ? clock.format(date) : `${day.format(date)}, ${clock.format(date)}`;
}

/** `14:03:09.412`, for what happens within one second. */
export function preciseTime(when) {
    const date = new Date(when);
    if (Number.isNaN(date.getTime())) return "–";
    return `${clock.format(date)}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** A time that something takes: `0.4 ms`, `12 ms`, `1.4 s`, `3 min`. */
export function duration(milliseconds) {
    if (milliseconds === null || milliseconds === undefined || Number.isNaN(Number(milliseconds))) return "–";
    if (milliseconds > 0 && milliseconds < 10) return `${Math.round(milliseconds * 10) / 10} ms`;
    if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
    if (milliseconds < 10_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
    if (milliseconds < 120_000) return `${Math.round(milliseconds / 1_000)} s`;
    return `${Math.round(milliseconds / 60_000)} min`;
}

/** Bytes of memory: `640 KB`, `23 MB`, `1.2 GB`. */
export function bytes(number) {
    if (number === null || number === undefined) return "–";
    if (number < 1_000_000) return `${Math.round(number / 1_000)} KB`;
    if (number < 1_000_000_000) return `${Math.round(number / 1_000_000)} MB`;
    return `${(number / 1_000_000_000).toFixed(1)} GB`;
}

/** `just now`, `12 s ago`, `3 min ago`, `2 h ago`. */
export function ago(when, now = Date.now()) {
    const seconds = Math.max(0, Math.round((now - new Date(when).getTime()) / 1000));
    if (seconds < 2) return "just now";
    if (seconds < 60) return `${seconds} s ago`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
    return `${Math.floor(seconds / 3600)} h ago`;
}

/** What the gateway says, as a sentence: `redis is away` → `Redis is away.` */
export function sentence(message) {
    const text = String(message ?? "").trim();
    return text && text[0].toUpperCase() + text.slice(1) + (/[.!?…]$/.test(text) ? "" : ".");
}

/** The first characters of a UUID: enough to tell the orders of a room apart. */
export const shortId = (id) => String(id ?? "").slice(0, 8);

/** What an order costs, in cents first so that 3 × 0.10 is 0.30. */
export const total = ({ quantity, price }) => (Math.round(price * 100) * quantity) / 100;
