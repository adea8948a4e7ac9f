import { html } from "../../lib/html.js";
import { icon } from "../icon/icon.js";

/** What stands where there is nothing yet, and how to change that. */
export const emptyState = (name, title, text) => html`<div class="empty-state">
    <span class="empty-icon">${icon(name)}</span>
    <p><strong>${title}</strong></p>
    <p class="muted">${text}</p>
</div>`;
