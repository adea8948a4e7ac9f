/** Rows drawn above and below what is visible, so that scrolling and Tab find the next one there. */
const MARGIN = 6;

/**
 * A keyed list of any length that has only the visible rows in the document. Rows may differ in height: each is
 * measured when it is drawn, the others count as high as the average. What is being read stays where it is when rows
 * come in above it. A row that holds the focus, or says `data-open`, stays in the document wherever the list is
 * scrolled to.
 *
 *     const rows = new VirtualList(scroller, ul, { key: (o) => o.id, create: (o) => element, height: 56 });
 *     rows.show(orders);
 *
 * `scroller` is what scrolls, `list` the element in it that gets the rows. Options: `key`; `create`; `update(element,
 * item)` for a changed item, which otherwise gets a new element; `height`, an estimate of a row in pixels; `pace`, the
 * milliseconds between two drawings of new items at least. Each row says its place by `aria-posinset`. Call `stop()`
 * when the list leaves the page.
 */
export class VirtualList {
    #scroller;
    #list;
    #options;
    #items = [];
    #tops = [0];
    #heights = new Map();
    #measured = 0;
    #rows = new Map();
    #sizes;
    #timer = null;
    #drawnAt = 0;
    #frame = null;
    #width = 0;

    constructor(scroller, list, options) {
        this.#scroller = scroller;
        this.#list = list;
        this.#options = { height: 48, pace: 0, ...options };
        list.classList.add("virtual-list");
        this.#sizes = new ResizeObserver((entries) => this.#resized(entries));
        this.#sizes.observe(scroller);
        scroller.addEventListener("scroll", this.#scrolled, { passive: true });
    }

    stop() {
        this.#sizes.disconnect();
        this.#scroller.removeEventListener("scroll", this.#scrolled);
        clearTimeout(this.#timer);
        cancelAnimationFrame(this.#frame);
    }

    get items() {
        return this.#items;
    }

    /** The elements that are in the document now, with their items. */
    get drawn() {
        return [...this.#rows.values()].map(({ element, item }) => [element, item]);
    }

    show(items) {
        this.#next = items;
        if (this.#timer !== null) return;
        const wait = this.#options.pace - (performance.now() - this.#drawnAt);
        if (wait <= 0) return this.#take();
        this.#timer = setTimeout(() => {
            this.#timer = null;
            this.#take();
        }, wait);
    }
    #next = [];

    /** Makes the rows anew although their items are the same: what they draw on beside them has changed. */
    redraw() {
        for (const row of this.#rows.values()) row.item = null;
        this.#draw();
    }

    /** Scrolls so that the item with this key is at the top. */
    reveal(key) {
        const index = this.#items.findIndex((item) => this.#options.key(item) === key);
        if (index < 0) return;
        this.#scroller.scrollTop = this.#tops[index] + this.#inset();
        this.#draw();
    }

    #scrolled = () => {
        this.#frame ??= requestAnimationFrame(() => {
            this.#frame = null;
            this.#draw();
        });
    };

    #take() {
        this.#drawnAt = performance.now();
        const anchor = this.#anchor();
        this.#items = this.#next;
        if (this.#heights.size > 2 * this.#items.length + 200) this.#forget();
        this.#measure();
        this.#hold(anchor);
        this.#draw();
    }

    /**
     * The first row that is visible, and how far above the edge it begins. At the top, where news are shown, the row at
     * which somebody is, so that it does not run away; null without one.
     */
    #anchor() {
        const top = this.#scroller.scrollTop - this.#inset();
        if (this.#items.length === 0) return null;
        const index = this.#scroller.scrollTop < 8 ? this.#openRow() : this.#at(top);
        return index < 0 ? null : { key: this.#options.key(this.#items[index]), by: top - this.#tops[index], index };
    }

    #openRow() {
        const [id] = [...this.#rows].find(([, { element }]) => element.matches("[data-open]")) ?? [];
        return id === undefined ? -1 : this.#items.findIndex((item) => this.#options.key(item) === id);
    }

    /** Scrolls by as much as the anchor has moved. */
    #hold(anchor) {
        if (!anchor) return;
        const index = this.#items.findIndex((item) => this.#options.key(item) === anchor.key);
        if (index < 0) return;
        this.#list.style.height = `${this.#tops.at(-1)}px`;
        this.#scroller.scrollTop = this.#tops[index] + anchor.by + this.#inset();
    }

    /** What stands above the list inside of the scroller. */
    #inset() {
        return this.#list.offsetTop - (this.#list.offsetParent === this.#scroller ? 0 : this.#scroller.offsetTop);
    }

    #forget() {
        const held = new Set(this.#items.map(this.#options.key));
        for (const key of this.#heights.keys()) if (!held.has(key)) this.#heights.delete(key);
        this.#measured = [...this.#heights.values()].reduce((sum, height) => sum + height, 0);
    }

    /** Where each row begins. */
    #measure() {
        const { key, height } = this.#options;
        const usual = this.#heights.size > 0 ? this.#measured / this.#heights.size : height;
        const tops = new Array(this.#items.length + 1);
        let top = 0;
        for (let index = 0; index < this.#items.length; index += 1) {
            tops[index] = top;
            top += this.#heights.get(key(this.#items[index])) ?? usual;
        }
        tops[this.#items.length] = top;
        this.#tops = tops;
    }

    /** The index of the row at a place. */
    #at(top) {
        let low = 0;
        let high = Math.max(0, this.#items.length - 1);
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if (this.#tops[middle] <= top) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    #draw() {
        const { key } = this.#options;
        const top = this.#scroller.scrollTop - this.#inset();
        const first = Math.max(0, this.#at(top) - MARGIN);
        const last = Math.min(this.#items.length, this.#at(top + this.#scroller.clientHeight) + 1 + MARGIN);
        const wanted = this.#kept(first, last);
        for (let index = first; index < last; index += 1) wanted.push(index);
        const places = new Map(wanted.sort((one, other) => one - other).map((index) => [key(this.#items[index]), index]));

        for (const [id, { element }] of this.#rows) if (!places.has(id)) this.#remove(id, element);
        let next = this.#list.firstElementChild;
        for (const [id, index] of places) {
            const was = this.#rows.get(id)?.element;
            const { element } = this.#row(id, this.#items[index]);
            if (was === next) next = element;
            if (element === next) next = next.nextElementSibling;
            else this.#list.insertBefore(element, next);
            this.#place(element, index);
        }
        this.#list.style.height = `${this.#tops.at(-1)}px`;
    }

    /** Places outside of what is visible whose rows stay: somebody is at them. */
    #kept(first, last) {
        const kept = [...this.#rows].filter(([, { element }]) => element.matches(":focus-within, [data-open]"));
        if (kept.length === 0) return [];
        const ids = new Set(kept.map(([id]) => id));
        return [...this.#items.keys()].filter(
            (index) => (index < first || index >= last) && ids.has(this.#options.key(this.#items[index])),
        );
    }

    #row(id, item) {
        const { create, update } = this.#options;
        let row = this.#rows.get(id);
        if (row && row.item !== item) {
            if (update) update(row.element, item);
            else {
                const element = this.#observe(create(item), id);
                this.#sizes.unobserve(row.element);
                row.element.replaceWith(element);
                row.element = element;
            }
            row.item = item;
        }
        if (!row) this.#rows.set(id, (row = { item, element: this.#observe(create(item), id) }));
        return row;
    }

    #observe(element, id) {
        this.#keys.set(element, id);
        this.#sizes.observe(element);
        return element;
    }
    #keys = new WeakMap();

    #remove(id, element) {
        this.#rows.delete(id);
        this.#sizes.unobserve(element);
        element.remove();
    }

    #place(element, index) {
        element.style.transform = `translateY(${this.#tops[index]}px)`;
        element.ariaPosInSet = index + 1;
        element.ariaSetSize = this.#items.length;
    }

    /** Comes after layout and before painting: nobody sees a row at a place that was estimated. */
    #resized(entries) {
        let isNews = false;
        for (const { target, borderBoxSize } of entries) {
            const [{ blockSize: height, inlineSize: width }] = borderBoxSize;
            if (target === this.#scroller) {
                // Hidden for a while: what was measured holds again afterwards.
                if (width === 0) continue;
                // Rows of another width are of another height.
                if (Math.abs(width - this.#width) > 1) this.#unmeasure();
                this.#width = width;
                isNews = true;
            } else if (target.isConnected && height > 0) isNews = this.#note(this.#keys.get(target), height) || isNews;
        }
        if (!isNews) return;
        const anchor = this.#anchor();
        this.#measure();
        this.#hold(anchor);
        this.#draw();
    }

    #unmeasure() {
        this.#heights.clear();
        this.#measured = 0;
        for (const [id, { element }] of this.#rows) this.#note(id, element.offsetHeight);
    }

    #note(id, height) {
        const held = this.#heights.get(id);
        if (held !== undefined && Math.abs(held - height) < 0.5) return false;
        this.#heights.set(id, height);
        this.#measured += height - (held ?? 0);
        return true;
    }
}
