import { html } from "../../lib/html.js";

/** A labelled input with a place for what is wrong with it. `form` tells the ids of two forms on one page apart. */
export const field = ({ form, name, label, type = "text", value = "", attributes = null }) => html`<div class="field">
    <label for="${form}-${name}">${label}</label>
    <input
        class="input"
        id="${form}-${name}"
        name="${name}"
        type="${type}"
        value="${value}"
        autocomplete="off"
        ${attributes}
    />
    <p class="field-error" id="${form}-${name}-error" hidden></p>
</div>`;

/** Shows the gateway's problems, `[{field, message}]`, at their fields and moves to the first. Returns the others. */
export function showProblems(form, problems) {
    clearProblems(form);
    const others = problems.filter((problem) => !showProblem(form, problem));
    form.querySelector("[aria-invalid]")?.focus();
    return others;
}

export function clearProblems(form) {
    for (const input of form.querySelectorAll("[aria-invalid]")) clearProblem(input);
}

/** What was wrong is no longer said once somebody changes it. */
export function clearProblem(input) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
    const error = document.getElementById(`${input.id}-error`);
    if (error) error.hidden = true;
}

function showProblem(form, { field: name, message }) {
    const input = form.elements.namedItem(name);
    if (!input) return false;
    const error = document.getElementById(`${input.id}-error`);
    // The message goes on where the field's name ends: "must be 1 to 100 characters long".
    error.textContent = `${input.labels[0].textContent} ${message}.`;
    error.hidden = false;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", error.id);
    return true;
}
