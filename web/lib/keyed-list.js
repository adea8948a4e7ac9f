/**
 * Keeps the children of an element equal to a list of items, touching only what differs:
 *
 *     const rows = new KeyedList(ul, { key: (o) => o.id, create: (o) => row(o), update: (element, o) => … });
 *     rows.show(orders);
 *
 * An item that is the same object as last time is not touched. Without `update`, a changed item gets a new element.
 */
export class KeyedList {
    #parent;
    #options;
    #rows = new Map();
    #items = [];

    constructor(parent, options) {
        this.#parent = parent;
        this.#options = options;
    }

    /** Makes the rows anew although their items are the same: what they draw on beside them has changed. */
    redraw() {
        for (const row of this.#rows.values()) row.item = null;
        this.show(this.#items);
    }

    show(items) {
        const { key, create, update } = this.#options;
        this.#items = items;
        const wanted = new Set(items.map(key));
        for (const [id, row] of this.#rows) {
            if (wanted.has(id)) continue;
            row.element.remove();
            this.#rows.delete(id);
        }

        let next = this.#parent.firstElementChild;
        for (const item of items) {
            const id = key(item);
            let row = this.#rows.get(id);
            if (row && row.item !== item) {
                if (update) update(row.element, item);
                else {
                    const element = create(item);
                    if (row.element === next) next = element;
                    row.element.replaceWith(element);
                    row.element = element;
                }
                row.item = item;
            }
            if (!row) this.#rows.set(id, (row = { item, element: create(item) }));
            if (row.element === next) next = next.nextElementSibling;
            else this.#parent.insertBefore(row.element, next);
        }
    }
}
