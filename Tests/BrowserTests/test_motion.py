"""Who has asked for less motion sees none, in no view, however busy it is."""

import pytest

from test_accessibility import VIEWS
from waiting import until

# Looks at every frame what moves: animations and transitions of more than a moment, and what a canvas has drawn on Flow.
WATCH = """
window.moving = new Set();
window.frames = 0;
const look = () => {
    for (const animation of document.getAnimations()) {
        const { duration, iterations } = animation.effect.getComputedTiming();
        if (duration > 1 || iterations > 1) {
            moving.add(`${animation.animationName ?? animation.transitionProperty ?? "script"} of ${animation.effect.target.className}`);
        }
    }
    frames += 1;
    requestAnimationFrame(look);
};
look();
"""


@pytest.fixture
def calm(window):
    def emulate(features):
        window.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    emulate([{"name": "prefers-reduced-motion", "value": "reduce"}])
    yield window
    emulate([])


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_moves_for_who_asked_for_less_motion(calm, dojo, view):
    calm.open(view)
    calm.script(WATCH)
    for number in range(4):
        dojo.place(customerName="Cal Calm", item="Omakase for two", quantity=1, price=240)
    seen = calm.script("return frames")
    until(lambda: calm.script("return frames") > seen + 60, "a second has been looked at", within=30)
    # Pressing and pointing, too: the menu, and the theme there and back.
    calm.press("theme") if calm.all("button", "theme") else None
    seen = calm.script("return frames")
    until(lambda: calm.script("return frames") > seen + 20, "that, too", within=30)
    assert calm.script("return [...moving]") == []
