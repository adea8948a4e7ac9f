import { act } from "../../actions/lab-do.js";
import { Component } from "../../lib/component.js";
import { plural } from "../../lib/format.js";
import { html, render } from "../../lib/html.js";
import { mayDirect } from "../../lib/roles.js";
import { store } from "../../state/store.js";
import { panel } from "../panel/panel.js";

/** Sends a group back: to the beginning or to a time. */
class LabReplay extends Component {
    build() {
        render(this, panel({
            id: "lab-replay",
            title: "Replay",
            body: html`<form class="lab-body" novalidate aria-label="Replay">
                <div class="lab-row lab-replay-row">
                    <div class="field"><label for="replay-group">Group</label><select class="input" id="replay-group" name="group"></select></div>
                    <div class="field"><label for="replay-from">From</label>
                        <select class="input" id="replay-from" name="from">
                            <option value="beginning">the beginning</option>
                            <option value="1">a minute ago</option>
                            <option value="5">5 minutes ago</option>
                            <option value="15">15 minutes ago</option>
                            <option value="time">a time…</option>
                        </select></div>
                    <div class="field replay-time" hidden><label for="replay-time">Time</label>
                        <input class="input" id="replay-time" name="time" type="datetime-local" step="1" /></div>
                    <button class="button">Read again</button>
                </div>
                <p class="lab-said" role="status"></p>
            </form>`,
        }));
        this.find("form").addEventListener("submit", (event) => this.#go(event));
        this.find("[name=from]").addEventListener("change", ({ target }) => this.#offerTime(target.value === "time"));
        this.watch(({ system }) => (system?.services ?? []).map(({ group }) => group).join(" "), (names) => {
            render(this.find("[name=group]"), html`${names.split(" ").filter(Boolean).map((name) => html`<option>${name}</option>`)}`);
        });
        this.watch(({ system }) => system, () => this.#tell());
        this.watch(({ connection }) => connection.role, (role) => {
            for (const control of this.find("form").elements) control.disabled = !mayDirect(role);
        });
    }

    /** A time of one's own, now to begin with. */
    #offerTime(isOffered) {
        this.find(".replay-time").hidden = !isOffered;
        const field = this.find("[name=time]");
        if (isOffered && !field.value) field.value = localTime(new Date());
    }

    async #go(event) {
        event.preventDefault();
        const { group, from, time } = Object.fromEntries(new FormData(this.find("form")));
        if (from === "time" && !time) return this.find("[name=time]").focus();
        const place = placeOf(from, time);
        const answer = await act(this.find("button"), "replay", { group, from: place });
        if (answer) this.find(".lab-said").textContent = `${group} goes back.`;
    }

    #tell() {
        const { system } = store.state;
        const replays = system?.replays ?? [];
        if (replays.length === 0) return;
        const words = replays.map(({ group }) => {
            const places = system.groups?.find(({ name }) => name === group)?.partitions ?? [];
            const lag = places.reduce((sum, place) => sum + (place.lag ?? 0), 0);
            return `${group}: ${plural(lag, "record")} to go`;
        });
        this.find(".lab-said").textContent = `${words.join("; ")}.`;
    }
}

/** From where on a group is to read: `beginning`, or a time as the gateway takes it. */
function placeOf(from, time) {
    if (from === "beginning") return from;
    return (from === "time" ? new Date(time) : new Date(Date.now() - Number(from) * 60_000)).toISOString();
}

/** As a field for times has it: without a zone, in the reader's own. */
const localTime = (date) => new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);

customElements.define("lab-replay", LabReplay);
