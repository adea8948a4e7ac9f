import { create, html } from "../lib/html.js";
import { VirtualList } from "../lib/virtual-list.js";
import { expect, test, until } from "./harness.js";

const numbers = (from, to) => Array.from({ length: to - from }, (_, index) => ({ id: from + index }));

/** A list of 100 × 200 pixels with rows of 20, unless `rowOf` draws others. */
function listOf(options = {}) {
    const scroller = create(html`<div style="height: 200px; width: 100px; overflow-y: auto; overflow-anchor: none">
        <ul style="position: relative; list-style: none; margin: 0; padding: 0"></ul>
    </div>`);
    const list = scroller.firstElementChild;
    document.body.append(scroller);
    const rows = new VirtualList(scroller, list, {
        key: ({ id }) => id,
        create: ({ id, height = 20 }) => {
            const row = create(html`<li><button>${id}</button></li>`);
            row.style.cssText = `position: absolute; top: 0; left: 0; right: 0; overflow: hidden; height: ${height}px`;
            return row;
        },
        height: 20,
        ...options,
    });
    const shown = () => {
        const box = scroller.getBoundingClientRect();
        return [...list.children]
            .map((row) => ({ id: Number(row.textContent), top: Math.round(row.getBoundingClientRect().top - box.top) }))
            .filter(({ top }) => top > -20 && top < 200);
    };
    const end = () => (rows.stop(), scroller.remove());
    return { scroller, list, rows, shown, end };
}

const tick = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

test("of thousands of rows only those are in the document that can be seen", async () => {
    const { list, rows, scroller, shown, end } = listOf();
    rows.show(numbers(0, 10_000));
    await tick();
    expect(list.children.length < 40).toBe(true);
    expect(Math.round(list.getBoundingClientRect().height)).toBe(200_000);
    expect(shown().map(({ id }) => id)).toEqual(numbers(0, 10).map(({ id }) => id));
    scroller.scrollTop = 100_000;
    await until(() => shown()[0]?.id === 5_000, "the rows in the middle are drawn");
    expect(list.children.length < 40).toBe(true);
    end();
});

test("each row says which one of how many it is", () => {
    const { list, rows, end } = listOf();
    rows.show(numbers(0, 300));
    const [first, second] = list.children;
    expect([first.ariaPosInSet, second.ariaPosInSet, first.ariaSetSize]).toEqual(["1", "2", "300"]);
    end();
});

test("what is read stays where it is while rows come in above it", async () => {
    const { rows, scroller, shown, end } = listOf();
    rows.show(numbers(100, 400));
    scroller.scrollTop = 610;
    await until(() => shown().some(({ id }) => id === 131), "the rows are drawn");
    const before = shown();
    rows.show(numbers(0, 400));
    await tick();
    expect(shown()).toEqual(before);
    end();
});

test("at the top, what is new is seen at once", () => {
    const { rows, shown, end } = listOf();
    rows.show(numbers(100, 400));
    rows.show(numbers(50, 400));
    expect(shown()[0]).toEqual({ id: 50, top: 0 });
    end();
});

test("at the top, an open row stays where it is while rows come in above it", async () => {
    const { list, rows, shown, end } = listOf();
    rows.show(numbers(100, 400));
    list.children[3].dataset.open = "";
    const placeOf = (id) => shown().find((row) => row.id === id)?.top;
    const before = placeOf(103);
    rows.show(numbers(50, 400));
    await tick();
    expect(placeOf(103)).toBe(before);
    end();
});

test("rows of any height follow one another without a hole", async () => {
    const { list, rows, end } = listOf();
    rows.show(numbers(0, 500).map(({ id }) => ({ id, height: 15 + (id % 7) * 10 })));
    await tick();
    const boxes = [...list.children].map((row) => row.getBoundingClientRect());
    for (let index = 1; index < boxes.length; index += 1) {
        expect(Math.abs(boxes[index].top - boxes[index - 1].bottom) < 1).toBe(true);
    }
    end();
});

test("a row that grows moves those below it", async () => {
    const { list, rows, end } = listOf();
    rows.show(numbers(0, 100));
    await tick();
    list.children[0].style.height = "90px";
    await until(() => Math.round(list.children[1].getBoundingClientRect().top - list.getBoundingClientRect().top) === 90);
    end();
});

test("the row with the focus stays, and so does one in which something is open", async () => {
    const { list, rows, scroller, shown, end } = listOf();
    rows.show(numbers(0, 1_000));
    list.children[3].querySelector("button").focus();
    list.children[1].dataset.open = "";
    scroller.scrollTop = 10_000;
    await until(() => shown()[0]?.id === 500, "other rows are drawn");
    expect(document.activeElement.textContent).toBe("3");
    expect([...list.children].slice(0, 3).map((row) => row.textContent)).toEqual(["1", "3", "494"]);
    end();
});

test("a row that has not changed keeps its element; a changed one is updated or drawn anew", () => {
    const updated = [];
    const { list, rows, end } = listOf({ update: (element, { id }) => updated.push(id) });
    const items = numbers(0, 5);
    rows.show(items);
    const elements = [...list.children];
    rows.show([{ id: -1 }, items[0], { id: 1 }, ...items.slice(2)]);
    expect([...list.children].slice(1).every((element, index) => element === elements[index])).toBe(true);
    expect(updated).toEqual([1]);
    end();
});

test("new items are drawn no more often than the pace allows, and the newest always", async () => {
    const { rows, shown, end } = listOf({ pace: 40 });
    rows.show(numbers(0, 5));
    rows.show(numbers(0, 6));
    rows.show(numbers(0, 7));
    expect(shown().length).toBe(5);
    await until(() => shown().length === 7, "the newest are drawn");
    end();
});

test("a list that was hidden for a while is as it was", async () => {
    const { rows, scroller, shown, end } = listOf();
    rows.show(numbers(0, 1_000));
    scroller.scrollTop = 3_000;
    await until(() => shown()[0]?.id === 150, "the rows are drawn");
    const before = shown();
    scroller.style.display = "none";
    await tick();
    rows.show(rows.items);
    await tick();
    scroller.style.display = "";
    await until(() => JSON.stringify(shown()) === JSON.stringify(before), "the same rows are seen");
    end();
});

test("a list that becomes shorter is shown from where it ends", async () => {
    const { rows, scroller, shown, end } = listOf();
    rows.show(numbers(0, 1_000));
    scroller.scrollTop = 15_000;
    await until(() => shown()[0]?.id === 750);
    rows.show(numbers(0, 3));
    await until(() => shown().length === 3, "what is left is shown");
    rows.show([]);
    expect(shown().length).toBe(0);
    end();
});
