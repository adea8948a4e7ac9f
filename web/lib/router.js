/** The address after `#/`, part by part and decoded: `#/topics/orders/2?last=50` is `["topics", "orders", "2"]`. */
export const routeOf = (hash = location.hash) =>
    hash.replace(/^#\/?/, "").split("?")[0].split("/").filter((part, index) => index === 0 || part !== "").map(decoded);

/** What the address says behind a `?`: `#/topics/orders?last=50` has `last`. */
export const queryOf = (hash = location.hash) => new URLSearchParams(hash.split("?")[1] ?? "");

/** The address of a view, or of a place within it: `addressOf("topics", "orders", 2)`. */
export const addressOf = (...parts) => `#/${parts.map((part) => encodeURIComponent(part)).join("/")}`;

/** People type addresses: one that cannot be decoded is taken as it stands. */
function decoded(part) {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}

/**
 * Views by the hash of the address: `/#/orders` shows `orders`. `show(name, isFirst)` is called at once and whenever
 * the first part changes; a name that is unknown is the first of `names`. A view that has places of its own listens to
 * the window's `hashchange` and asks `routeOf`.
 */
export function startRouter(names, show) {
    const current = () => {
        const [name] = routeOf();
        return names.includes(name) ? name : names[0];
    };
    let shown = current();
    show(shown, true);
    addEventListener("hashchange", () => {
        const name = current();
        if (name === shown) return;
        shown = name;
        show(name, false);
    });
}
