import { html } from "../lib/html.js";

export const analytics = {
    title: "Analytics",
    icon: "analytics",
    lead: "Computed from the topics orders and audit as they flow.",
    content: html`<statistics-panel plain></statistics-panel>
        <div class="charts">
            <statistics-chart class="panel" series="ordersPerMinute"></statistics-chart>
            <statistics-chart class="panel" series="successRate"></statistics-chart>
            <statistics-chart class="panel" series="latency"></statistics-chart>
        </div>`,
};
