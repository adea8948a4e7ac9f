import { bytes, count, duration } from "../../lib/format.js";
import { create, html, render } from "../../lib/html.js";
import { conditionOf } from "../../lib/instance-condition.js";
import { addressOf } from "../../lib/router.js";
import { errorRateOf } from "../../state/trends.js";
import { sparkline } from "./sparkline.js";

export const COLUMNS = {
    state: "State",
    rate: "Records a second",
    errors: "Errors",
    p50: "p50",
    p99: "p99",
    lag: "Lag",
    memory: "Memory",
    restarts: "Restarts",
};

/** Rows of the table of instances: made once, then only the cells that changed are written. */
export const instanceRows = {
    key: ({ instance }) => instance.id,
    create(row) {
        const element = create(
            html`<tr>
                <th scope="row"><a href="${addressOf("health", row.instance.id)}">${row.instance.id}</a></th>
                ${Object.entries(COLUMNS).map(([name, title]) => html`<td data-cell="${name}" data-title="${title}"></td>`)}
            </tr>`,
        );
        instanceRows.update(element, row);
        return element;
    },
    update(element, { instance, points, system }) {
        const condition = conditionOf(instance, system);
        element.dataset.condition = condition.name;
        for (const [name, markup] of Object.entries(cells(instance, condition, points, system))) {
            const cell = element.querySelector(`[data-cell="${name}"]`);
            if (cell.markup === markup.text) continue;
            cell.markup = markup.text;
            render(cell, markup);
        }
    },
};

function cells(instance, { tone, word, why }, points, { groups = [] }) {
    const isGone = instance.state === "gone";
    const number = (value, format) =>
        html`<span class="number">${isGone || value === null || value === undefined ? "–" : format(value)}</span>`;
    const trend = (name) => sparkline(points.map((point) => point[name]));
    const errors = errorRateOf(points);
    return {
        state: html`<span class="badge" data-tone="${tone}">${word}</span> ${why && html`<small>${why}</small>`}`,
        rate: html`${number(instance.perSecond, (value) => (value > 0 && value < 10 ? value.toFixed(1) : count(Math.round(value))))} ${trend("perSecond")}`,
        errors: number(errors, (part) => `${(part * 100).toFixed(part > 0 && part < 0.1 ? 1 : 0)}%`),
        p50: number(instance.p50Ms, duration),
        p99: html`${number(instance.p99Ms, duration)} ${trend("p99Ms")}`,
        lag: number(lagOf(instance, groups), count),
        memory: html`${number(instance.memoryBytes, bytes)} ${trend("memoryBytes")}`,
        restarts: number(instance.restarts, count),
    };
}

function lagOf({ id, group, partitions = [] }, groups) {
    const places = groups.find(({ name }) => name === group)?.partitions?.filter(({ instance }) => instance === id) ?? partitions;
    return places.length === 0 ? null : places.reduce((sum, { lag }) => sum + (lag ?? 0), 0);
}
