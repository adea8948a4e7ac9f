import { html } from "../../lib/html.js";

/** The controls above a list of orders. */
export const orderFilter = html`<form class="filter" role="search" aria-label="Filter of the orders">
    <label class="filter-field wide">
        <span>Find</span>
        <input class="input" type="search" name="text" placeholder="Customer, item or id" autocomplete="off" />
    </label>
    <label class="filter-field">
        <span>Status</span>
        <select class="input" name="status">
            <option value="">All</option>
            <option value="new">As placed</option>
            <option value="changed">Changed</option>
        </select>
    </label>
    <label class="filter-field">
        <span>Outcome</span>
        <select class="input" name="outcome">
            <option value="">All</option>
            <option value="waiting">None seen yet</option>
            <option value="notified">Notified</option>
            <option value="retrying">Retrying</option>
            <option value="given-up">Dead letter</option>
            <option value="suspected">Fraud alert</option>
        </select>
    </label>
</form>`;
