let loading = null;

/**
 * Chart.js, fetched when the first chart is shown. The gateway serves it from where the system has it; without it
 * this resolves to null and the page shows its numbers only.
 */
export function loadChart() {
    loading ??= new Promise((resolve) => {
        const script = document.createElement("script");
        script.src = "/vendor/chart.js";
        script.onload = () => resolve(globalThis.Chart ?? null);
        script.onerror = () => resolve(null);
        document.head.append(script);
    });
    return loading;
}
