import { create, html, render } from "../lib/html.js";
import { expect, test } from "./harness.js";

test("html escapes what is put into it", () => {
    expect(String(html`<p title="${'"><script>'}">${"<img src=x onerror=1>"}</p>`)).toBe(
        '<p title="&quot;&gt;&lt;script&gt;">&lt;img src=x onerror=1&gt;</p>',
    );
});

test("html passes its own results and lists of them, and leaves out null, undefined and false", () => {
    const items = ["a", "<b>"].map((name) => html`<li>${name}</li>`);
    const list = html`<ul>${items}${null}${undefined}${false}${0}</ul>`;
    expect(String(list)).toBe("<ul><li>a</li><li>&lt;b&gt;</li>0</ul>");
});

test("render refuses a plain string", () => {
    expect(() => render(document.createElement("p"), "<b>bold</b>")).toThrow();
});

test("an object with a text of its own is not taken for markup", () => {
    expect(String(html`${{ text: "<b>", toString: () => "<i>" }}`)).toBe("&lt;i&gt;");
});

test("create makes the first element", () => {
    expect(create(html`<li class="x">${1}</li>`).outerHTML).toBe('<li class="x">1</li>');
});
