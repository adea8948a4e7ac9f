/** What stands in place of what the instructor has taken off the screens. */
export const COVER = "hidden";

/** Names that look the same are the same, as for the gateway: without regard to case, and to spaces around them. */
const comparable = (name) => String(name ?? "").trim().toLowerCase();

const known = new WeakMap();

function setsOf(hidden) {
    let sets = known.get(hidden);
    if (!sets) known.set(hidden, (sets = { names: new Set(hidden.names.map(comparable)), orders: new Set(hidden.orders) }));
    return sets;
}

/** Whether a nickname or a customer's name is off the screens. `room` is the state's slice of that name. */
export const hidesName = ({ hidden }, name) => setsOf(hidden).names.has(comparable(name));

/** Whether an order was taken off the screens by itself. */
export const hidesOrder = ({ hidden }, id) => setsOf(hidden).orders.has(id);

/** A customer's name as the room may see it; with an order's id, of that order. */
export const nameShown = (room, name, orderId) => (hidesName(room, name) || hidesOrder(room, orderId) ? COVER : name);

/** An order as the room may see it: the same object where nothing of it is hidden. */
export function orderShown(room, order) {
    if (!order) return order;
    const isHidden = hidesOrder(room, order.id);
    if (!isHidden && !hidesName(room, order.customerName)) return order;
    return { ...order, customerName: COVER, item: isHidden ? COVER : order.item };
}

/** A sentence that names a customer, as the room may see it. */
export const sentenceShown = (room, text, name, orderId) =>
    name && nameShown(room, name, orderId) === COVER ? String(text ?? "").replaceAll(name, COVER) : text;
