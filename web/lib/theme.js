import { remember } from "./storage.js";

const system = matchMedia("(prefers-color-scheme: dark)");

/** Told when the colours have changed, by the person or by the system. */
export const themeChanges = new EventTarget();

const changed = () => themeChanges.dispatchEvent(new Event("change"));
system.addEventListener("change", changed);

export const isDark = () => (document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";

export function toggleTheme() {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    remember("theme", theme);
    changed();
}

/** What a colour token is at this moment, for canvases, which know no CSS variables. */
export function tokenColor(name) {
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const color = getComputedStyle(probe).color;
    probe.remove();
    return color;
}
