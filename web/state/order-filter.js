export const ALL_ORDERS = { text: "", status: "", outcome: "" };

/** What an order's notification has come to, as the filter names it. */
const OUTCOMES = {
    waiting: (outcome) => !outcome?.notification,
    notified: (outcome) => outcome?.notification?.action === "NOTIFIED",
    retrying: (outcome) => outcome?.notification?.action === "RETRY",
    "given-up": (outcome) => outcome?.notification?.action === "DLQ",
    suspected: (outcome) => Boolean(outcome?.fraud?.severity),
};

/**
 * The orders that pass: `text` in customer, item or at the beginning of the id; `status` new or changed; `outcome` one
 * of waiting, notified, retrying, given-up, suspected. An empty condition lets everything pass.
 */
export function ordersThatPass(orders, outcomes, { text, status, outcome }) {
    const sought = text.trim().toLowerCase();
    if (!sought && !status && !outcome) return orders;
    const fits = OUTCOMES[outcome] ?? (() => true);
    return orders.filter(
        (order) =>
            (!sought || mentions(order, sought)) &&
            (!status || (status === "changed") === isChanged(order)) &&
            fits(outcomes.get(order.id)),
    );
}

const mentions = ({ id, customerName, item }, sought) =>
    customerName.toLowerCase().includes(sought) || item.toLowerCase().includes(sought) || id.startsWith(sought);

/** An order's first version is the time at which it was created. */
export const isChanged = ({ version, createdAt }) => version > Date.parse(createdAt);
