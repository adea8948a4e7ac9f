/**
 * Views by the hash of the address: `/#/orders` shows `orders`. `show(name, isFirst)` is called at once and on every
 * change; a name that is unknown is the first of `names`.
 */
export function startRouter(names, show) {
    const current = () => {
        const name = location.hash.replace(/^#\/?/, "").split(/[/?]/)[0];
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

export const addressOf = (name) => `#/${name}`;
