/**
 * Templates that cannot inject. `html` escapes whatever is put into it; only its own results pass unescaped:
 *
 *     render(element, html`<li>${order.customerName}</li>`)
 */
class Markup {
    constructor(text) {
        this.text = text;
    }
    toString() {
        return this.text;
    }
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escape = (text) => String(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);

function interpolate(value) {
    if (value instanceof Markup) return value.text;
    if (Array.isArray(value)) return value.map(interpolate).join("");
    return value === null || value === undefined || value === false ? "" : escape(value);
}

export const html = (strings, ...values) =>
    new Markup(strings.reduce((text, part, index) => text + interpolate(values[index - 1]) + part));

/** Replaces what is in `element`. Refuses plain strings, so that nothing unescaped reaches the parser. */
export function render(element, markup) {
    if (!(markup instanceof Markup)) throw new TypeError("render takes what html`…` returns");
    element.innerHTML = markup.text;
    return element;
}

/** The first element that the template describes, not yet in the document. */
export function create(markup) {
    return render(document.createElement("template"), markup).content.firstElementChild;
}
