// A classic script in the head: the chosen theme must be there before the first paint. Without a choice the page
// follows the system (see lib/theme.js).
try {
    const theme = localStorage.getItem("dojo.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
    // Storage is off: follow the system.
}
