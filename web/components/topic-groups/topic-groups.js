import { Component } from "../../lib/component.js";
import { count } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { addressOf, routeOf } from "../../lib/router.js";
import { isKafkaAway } from "../../lib/stale-note.js";
import { store } from "../../state/store.js";
import { pictureOf } from "../flow-view/picture.js";
import { panel } from "../panel/panel.js";

/** Who reads the topic that the address names, how far each has come and what is still ahead of them. */
class TopicGroups extends Component {
    build() {
        render(this, panel({ id: "topic-groups", title: "Groups and their lag", body: html`<div class="groups-body"></div>` }));
        this.listen(window, "hashchange", () => this.#show());
        this.watch(({ system }) => system, () => this.#show());
    }

    #show() {
        const [, topic] = routeOf();
        const { system } = store.state;
        const groups = (system ? pictureOf(system).groups : [])
            .map(({ name, places }) => ({ name, places: places.filter((place) => place.topic === topic) }))
            .filter(({ places }) => places.length > 0);
        const body = this.find(".groups-body");
        const markup = groups.length > 0 ? html`${groups.map(table)}` : html`<p class="muted">${nothing(system)}</p>`;
        if (body.markup === markup.text) return;
        body.markup = markup.text;
        render(body, markup);
    }
}

function nothing(system) {
    if (!system) return "Who reads it is not known yet.";
    return isKafkaAway(system) ? "Kafka is away: how far the groups have come is known when it is back." : "No group reads this topic.";
}

const table = ({ name, places }) => html`<table>
    <caption>${name} <span class="badge number" data-tone="${tone(places)}">lag ${count(lagOf(places))}</span></caption>
    <thead>
        <tr><th scope="col">Partition</th><th scope="col">Position</th><th scope="col">Lag</th><th scope="col">Read by</th></tr>
    </thead>
    <tbody>
        ${places.map(
            ({ partition, position, lag, instance }) => html`<tr>
                <th scope="row">${partition}</th>
                <td class="number">${position === null || position === undefined ? "–" : count(position)}</td>
                <td class="number">${count(lag ?? 0)}</td>
                <td>${instance ? html`<a href="${addressOf("flow", instance)}">${instance}</a>` : "nobody"}</td>
            </tr>`,
        )}
    </tbody>
</table>`;

const lagOf = (places) => places.reduce((sum, { lag }) => sum + (lag ?? 0), 0);
const tone = (places) => (lagOf(places) >= 10 ? "amber" : "slate");

customElements.define("topic-groups", TopicGroups);
