import { create, html } from "../lib/html.js";
import { KeyedList } from "../lib/keyed-list.js";
import { expect, test } from "./harness.js";

function listOf(options = {}) {
    const parent = document.createElement("ul");
    const row = ({ id, name = "" }) => create(html`<li>${id}${name}</li>`);
    const list = new KeyedList(parent, { key: ({ id }) => id, create: row, ...options });
    const text = () => [...parent.children].map((element) => element.textContent).join(" ");
    return { parent, show: (...items) => list.show(items), text };
}

test("rows follow the items: added, moved, removed", () => {
    const { show, text } = listOf();
    const [a, b, c, d] = ["a", "b", "c", "d"].map((id) => ({ id }));
    for (const items of [[a, b], [c, a, b], [b, c], [d, c, b, a], []]) {
        show(...items);
        expect(text()).toBe(items.map(({ id }) => id).join(" "));
    }
});

test("what has not changed keeps its element", () => {
    const { parent, show } = listOf();
    const a = { id: "a" };
    show(a);
    const element = parent.firstChild;
    show({ id: "b" }, a);
    expect(parent.lastChild).toBe(element);
});

test("a changed item is updated in place, or gets a new element", () => {
    const updated = [];
    const inPlace = listOf({ update: (element, item) => updated.push([element.textContent, item.name]) });
    inPlace.show({ id: "a" });
    inPlace.show({ id: "a", name: "!" });
    expect(updated).toEqual([["a", "!"]]);
    const anew = listOf();
    anew.show({ id: "a" }, { id: "b" });
    anew.show({ id: "a", name: "!" }, { id: "b", name: "?" });
    expect(anew.text()).toBe("a! b?");
});
