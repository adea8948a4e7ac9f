/** What a form says of an order. A field left empty is left out, and a number that is none too: the gateway says so. */
export function readDraft(form) {
    const text = (name) => form.elements.namedItem(name).value.trim();
    const number = (name) => {
        const value = form.elements.namedItem(name).valueAsNumber;
        return Number.isNaN(value) ? undefined : value;
    };
    return {
        customerName: text("customerName"),
        item: text("item"),
        quantity: number("quantity"),
        price: number("price"),
    };
}
