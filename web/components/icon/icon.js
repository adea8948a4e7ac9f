import { html } from "../../lib/html.js";

/** Line icons of 20 × 20, drawn for this page. They decorate: what they mean stands beside them or in a label. */
const shapes = {
    dashboard: html`<path d="M3 3h6v8H3zM11 3h6v4h-6zM11 9h6v8h-6zM3 13h6v4H3z" />`,
    orders: html`<path d="M5 2.5h10v15l-2.5-1.6L10 17.5l-2.5-1.6L5 17.5zM7.8 6.5h4.4M7.8 10h4.4" />`,
    audit: html`<path d="M2.5 10h3l2.2-5.5 4 11L14 10h3.5" />`,
    fraud: html`<path d="M10 2.5 16 5v4.5c0 3.7-2.5 6.6-6 8-3.5-1.4-6-4.3-6-8V5zM10 6.5v4M10 13.3v.1" />`,
    deadLetters: html`<path d="M2.5 11.5 5 4h10l2.5 7.5V16h-15zM2.5 11.5H7c.3 1.5 1.4 2.3 3 2.3s2.7-.8 3-2.3h4.5" />`,
    analytics: html`<path d="M3 17V3M3 17h14M6.5 13l3-4 2.5 2.5L16.5 6" />`,
    flow: html`<circle cx="4" cy="10" r="1.8" /><circle cx="16" cy="4.5" r="1.8" /><circle cx="16" cy="15.5" r="1.8" /><path
            d="M5.8 10c4.5 0 3.7-5.5 8.4-5.5M5.8 10c4.5 0 3.7 5.5 8.4 5.5"
        />`,
    topics: html`<path d="M3 5.5h14M3 10h14M3 14.5h14M7 3.5v4M12.5 8v4M9 12.5v4" />`,
    health: html`<path d="M10 16.5S3 12.6 3 7.7A3.6 3.6 0 0 1 10 6a3.6 3.6 0 0 1 7 1.7c0 4.9-7 8.8-7 8.8z" />`,
    lab: html`<path d="M8 2.5h4M8.8 2.5v5L4 15.2a1.6 1.6 0 0 0 1.4 2.3h9.2a1.6 1.6 0 0 0 1.4-2.3L11.2 7.5v-5M6.3 12.5h7.4" />`,
    learn: html`<path d="M2 7.5 10 4l8 3.5-8 3.5zM5.5 9.2v4.3c2.6 2.2 6.4 2.2 9 0V9.2M18 7.5v5" />`,
    room: html`<circle cx="7" cy="7" r="2.6" /><path d="M2.5 16.5c0-3 1.9-4.8 4.5-4.8s4.5 1.8 4.5 4.8" /><path
            d="M12.8 4.6a2.6 2.6 0 0 1 0 4.8M13.8 11.9c2.2.3 3.7 2 3.7 4.6"
        />`,
    menu: html`<path d="M3 5.5h14M3 10h14M3 14.5h14" />`,
    edit: html`<path d="M12.5 4.5 15.5 7.5 7 16l-3.5.5L4 13zM11 6l3 3" />`,
    trash: html`<path d="M3.5 5.5h13M8 5.5v-2h4v2M5.5 5.5l.7 11h7.6l.7-11M8.5 8.5v5M11.5 8.5v5" />`,
    hide: html`<path d="M3 3l14 14M8.2 5.2A8 8 0 0 1 17.5 10a9 9 0 0 1-2 2.8M5 6.5A9.5 9.5 0 0 0 2.5 10a8 8 0 0 0 10.2 4.6M8.3 8.3a2.4 2.4 0 0 0 3.4 3.4" />`,
    show: html`<path d="M2.5 10a8 8 0 0 1 15 0 8 8 0 0 1-15 0z" /><circle cx="10" cy="10" r="2.4" />`,
    close: html`<path d="m5 5 10 10M15 5 5 15" />`,
    pause: html`<path d="M7 4.5v11M13 4.5v11" />`,
    play: html`<path d="M6 4v12l10-6z" />`,
    rush: html`<path d="M11.5 2.5 4 11.5h5l-.5 6L16 8.5h-5z" />`,
    stop: html`<path d="M5 5h10v10H5z" />`,
    back: html`<path d="M16.5 10h-13M8.5 5l-5 5 5 5" />`,
    again: html`<path d="M16 10a6 6 0 1 1-2-4.5M16.3 2.8v3.4h-3.4" />`,
    chevron: html`<path d="m7.5 4.5 5.5 5.5-5.5 5.5" />`,
    plus: html`<path d="M10 4v12M4 10h12" />`,
    minus: html`<path d="M4 10h12" />`,
    sun: html`<circle cx="10" cy="10" r="3.2" /><path
            d="M10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M15.8 4.2l-1.4 1.4M5.6 14.4l-1.4 1.4"
        />`,
    moon: html`<path d="M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z" />`,
};

export const icon = (name) => html`<svg
    class="icon"
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
>
    ${shapes[name]}
</svg>`;
