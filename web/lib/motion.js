const reduced = matchMedia("(prefers-reduced-motion: reduce)");

/** Draws the eye to what has just changed, briefly, and not at all for those who asked for less motion. */
export function flash(element) {
    if (reduced.matches || document.hidden) return;
    element.animate([{ backgroundColor: "var(--accent-soft)" }, { backgroundColor: "transparent" }], 1_400);
}
