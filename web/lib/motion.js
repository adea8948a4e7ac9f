const reduced = matchMedia("(prefers-reduced-motion: reduce)");

/** Whether somebody has asked for less motion: numbers instead of movement. */
export const prefersLessMotion = () => reduced.matches;

/** More at once draw the eye to nothing. */
const AT_ONCE = 6;
let running = 0;

/** Draws the eye to what has just changed, briefly, and not at all for those who asked for less motion. */
export function flash(element) {
    if (reduced.matches || document.hidden || running >= AT_ONCE) return;
    running += 1;
    const animation = element.animate(
        [{ backgroundColor: "var(--accent-soft)" }, { backgroundColor: "transparent" }],
        1_400,
    );
    const done = () => (running -= 1);
    animation.finished.then(done, done);
}
