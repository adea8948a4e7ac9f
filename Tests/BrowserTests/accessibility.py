"""What can be said of any page without knowing it: by WCAG 2.2 and by what screen readers need. Each script returns
what is wrong, in words."""

from selenium.common.exceptions import StaleElementReferenceException

# Contrast of every visible text with what is behind it; what is below AA is returned.
LOW_CONTRAST = """
function channels(color) {
    const numbers = color.match(/[\\d.]+/g).map(Number);
    return color.startsWith("color(srgb") ? [...numbers.slice(0, 3).map((one) => one * 255), ...numbers.slice(3)] : numbers;
}
const over = (top, under) => { const a = top[3] ?? 1; return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a)); };
function ground(element) {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(channels(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
}
function luminance(color) {
    const [r, g, b] = color.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const low = [];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility({visibilityProperty: true}) || element.closest("script, noscript, :disabled")) continue;
    const style = getComputedStyle(element);
    const behind = ground(element);
    const [a, b] = [luminance(over(channels(style.color), behind)), luminance(behind)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const isLarge = parseFloat(style.fontSize) >= 24;
    if (ratio < (isLarge ? 3 : 4.5)) low.push(`${texts.currentNode.data.trim()}: ${ratio.toFixed(2)}`);
}
return low;
"""

# What must hold of the document, whatever it shows.
STRUCTURE = """
const wrong = [];
const visible = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility({visibilityProperty: true}));
const say = (what, element) => wrong.push(`${what}: ${element.outerHTML.slice(0, 120)}`);

const ids = new Map();
for (const element of document.querySelectorAll("[id]")) {
    if (ids.has(element.id)) say("an id that another element has", element);
    ids.set(element.id, element);
}
for (const name of ["aria-labelledby", "aria-describedby", "aria-controls"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
        for (const id of element.getAttribute(name).split(" ")) if (!ids.has(id)) say(`${name} of nothing`, element);
    }
}
if (visible("main").length !== 1) wrong.push("not one main");
let level = 0;
for (const heading of visible("h1, h2, h3, h4")) {
    const now = Number(heading.localName[1]);
    if (now > level + 1) say("a heading that skips a level", heading);
    level = now;
}
for (const field of visible("input, select, textarea")) {
    if (field.labels.length === 0 && !field.ariaLabel) say("a field without a label", field);
}
for (const item of visible("li, [role=listitem]")) {
    if (!item.parentElement.closest("ul, ol, menu, [role=list]")) say("an item outside of a list", item);
}
for (const list of visible("[role=list]")) {
    for (const child of list.children) {
        if (!child.matches("li, [role=listitem], template, script")) say("in a list, but no item of it", child);
    }
}
for (const image of visible("svg, canvas, img, [role=img]")) {
    const isHidden = image.closest("[aria-hidden=true]") || image.parentElement.closest("[role=img]");
    if (!isHidden && !image.ariaLabel && !image.alt && !image.hasAttribute("aria-labelledby")) say("an image without words", image);
}
for (const element of visible("[role=meter], [role=progressbar]")) {
    if (!element.hasAttribute("aria-valuenow")) say("a level without a value", element);
}
for (const element of visible("[tabindex]")) if (element.tabIndex > 0) say("a place of its own in the order of Tab", element);
for (const element of visible("[aria-hidden=true] a[href], [aria-hidden=true] button")) say("can be used, but is hidden", element);
for (const button of visible("button")) {
    const { width, height } = button.getBoundingClientRect();
    if (width < 24 || height < 24) say(`a button of ${width} × ${height} pixels`, button);
}
const focusable = "a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex='0']";
for (const element of visible("main *")) {
    const scrolls = /auto|scroll/.test(getComputedStyle(element).overflowY) && element.scrollHeight > element.clientHeight + 1;
    if (scrolls && !element.matches(focusable) && !element.querySelector(focusable)) say("scrolls, but not by keyboard", element);
}
return wrong;
"""

# Whatever somebody can use or reach must have a name; the browser says which it has.
USED = "a[href], button, input, select, textarea, summary, [role=region], [role=img], [role=meter], progress, [tabindex='0']"


def nameless(window):
    """Elements that can be used and are called nothing."""
    found = window.script(
        "return [...document.querySelectorAll(arguments[0])].filter((element) => element.checkVisibility({visibilityProperty: true}))", USED)
    return [words for element in found if (words := described_if_nameless(element))]


def described_if_nameless(element):
    """What a nameless element is; None for one with a name, and for one that the page has drawn anew meanwhile."""
    try:
        return None if element.accessible_name.strip() else element.get_attribute("outerHTML")[:160]
    except StaleElementReferenceException:
        return None


def problems(window):
    return [*window.script(STRUCTURE), *nameless(window)]
