import { withEntries } from "../lib/recent-map.js";
import { isReset, recordsOf } from "./records.js";

/** Orders held for the list at most; older ones are in Redis. */
export const HELD = 5_000;
const DELETIONS_HELD = 5_000;

const initial = { byId: new Map(), deleted: new Map(), total: 0, isLoaded: false, inSnapshot: false };

/**
 * The order list. An event counts only if its version is newer than what is held or than a deletion seen: events
 * come late, twice, and beside snapshots, pages and answers that already hold what they say.
 */
export function ordersReducer(state = initial, action) {
    if (isReset(action, "orders")) return initial;
    if (action.type === "subscribed" && action.channel === "orders") return { ...state, inSnapshot: false };
    if (action.type === "snapshot" && action.channel === "orders") return snapshot(state, action);
    if (action.type === "orders.page") return settle(page(state, action.orders));
    if (action.type === "order.applied") return settle(apply(copy(state), action.change));
    const changes = recordsOf(action, "orders").filter(concernsTheList).map(changeOf);
    return changes.length === 0 ? state : settle(changes.reduce(apply, copy(state)));
}

/** Newest first; the same array as long as no order changed. */
export function newestFirst({ byId }) {
    if (!sorted.has(byId)) {
        sorted.set(byId, [...byId.values()].sort(byCreation));
    }
    return sorted.get(byId);
}
const sorted = new WeakMap();

/** Times of one format in one zone compare as text, which thousands of orders a frame can afford. */
function byCreation(a, b) {
    if (a.createdAt === b.createdAt) return a.id < b.id ? 1 : -1;
    return a.createdAt < b.createdAt ? 1 : -1;
}

/** Retries and redriven records are for the group that failed; one without a version cannot be put in order. */
function concernsTheList({ headers, value }) {
    const isForOneGroup = headers?.retryCount !== undefined || headers?.["redrive-group"] !== undefined;
    return !isForOneGroup && headers?.orderVersion !== undefined && typeof value.order?.id === "string";
}

const changeOf = ({ headers, value }) => ({
    action: value.action,
    order: { ...value.order, version: Number(headers.orderVersion) },
});

const copy = (state) => ({ ...state, byId: new Map(state.byId), deleted: new Map(state.deleted) });

/** Applies one change to a copy. */
function apply(state, { action, order }) {
    const { byId, deleted } = state;
    const held = byId.get(order.id);
    const isNews = order.version > (held?.version ?? -1) && order.version > (deleted.get(order.id) ?? -1);
    if (!isNews) return state;
    if (action === "deleted") {
        if (!deleted.has(order.id)) state.total = Math.max(0, state.total - 1);
        byId.delete(order.id);
        deleted.set(order.id, order.version);
    } else if (!deleted.has(order.id)) {
        if (action === "created" && !held) state.total += 1;
        byId.set(order.id, order);
    }
    return state;
}

/** Orders that a page of the HTTP list brought: what is held already may be newer. */
function page(state, orders) {
    const next = copy(state);
    for (const order of orders) {
        const isNews = order.version > (next.byId.get(order.id)?.version ?? -1);
        if (isNews && !next.deleted.has(order.id)) next.byId.set(order.id, order);
    }
    return next;
}

/** A snapshot replaces the list; its further frames add to it. */
function snapshot(state, { data, deleted = [], total, last }) {
    const gone = withEntries(state.deleted, deleted.map(({ id, version }) => [id, version]), DELETIONS_HELD);
    const byId = new Map(state.inSnapshot ? state.byId : []);
    for (const { order, version } of data) if (!gone.has(order.id)) byId.set(order.id, { ...order, version });
    const isLast = last !== false;
    return settle({ byId, deleted: gone, total: total ?? byId.size, isLoaded: isLast, inSnapshot: !isLast });
}

/** Within bounds again. */
function settle(state) {
    if (state.byId.size > HELD) {
        state.byId = new Map(newestFirst(state).slice(0, HELD).map((order) => [order.id, order]));
    }
    if (state.deleted.size > DELETIONS_HELD) state.deleted = withEntries(state.deleted, [], DELETIONS_HELD);
    state.total = Math.max(state.total, state.byId.size);
    return state;
}
