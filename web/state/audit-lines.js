/**
 * Which entries of the audit feed to show, and how: those that pass the filter `{source, action, order, customer}`, an
 * empty condition letting everything pass. Statistics that follow one another are one line, which says how many it
 * stands for: they come with every outcome and would crowd out what they count.
 */
export function linesOf(entries, filter, customerOf) {
    const order = filter.order.trim().toLowerCase();
    const customer = filter.customer.trim().toLowerCase();
    const passes = (entry) =>
        (!filter.source || entry.value.source === filter.source) &&
        (!filter.action || entry.action === filter.action) &&
        (!order || String(entry.value.orderId ?? "").toLowerCase().startsWith(order)) &&
        (!customer || (customerOf(entry) ?? "").toLowerCase().includes(customer));
    const all = filter.source || filter.action || order || customer ? entries.filter(passes) : entries;
    return filter.action === "STREAM_STATS" ? all : fold(all);
}

export const EVERYTHING = { source: "", action: "", order: "", customer: "" };

/** Folded lines, by their oldest entry: one that has not changed is the same object. */
const folded = new WeakMap();

function fold(entries) {
    const lines = [];
    for (let index = 0; index < entries.length; index += 1) {
        const newest = entries[index];
        if (newest.action !== "STREAM_STATS" || entries[index + 1]?.action !== "STREAM_STATS") {
            lines.push(newest);
            continue;
        }
        let end = index + 1;
        while (entries[end + 1]?.action === "STREAM_STATS") end += 1;
        lines.push(lineOf(newest, entries[end], end - index + 1));
        index = end;
    }
    return lines;
}

function lineOf(newest, oldest, times) {
    const held = folded.get(oldest);
    if (held?.times === times && held.newest === newest.id) return held;
    const line = { ...newest, id: oldest.id, newest: newest.id, times };
    folded.set(oldest, line);
    return line;
}
