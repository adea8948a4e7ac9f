import { sentence } from "../lib/format.js";
import { store } from "../state/store.js";

let last = 0;

const add = (kind, text) => store.dispatch({ type: "toast.add", toast: { id: ++last, kind, text: sentence(text) } });

/** Something that the person wanted did not happen. */
export const showError = (text) => add("error", text);

/** Something worth knowing, in passing. */
export const showNotice = (text) => add("notice", text);

/** What somebody else has done: seen in passing, and in nobody's way. */
export const showQuietly = (text) => add("quiet", text);

export const dismiss = (id) => store.dispatch({ type: "toast.remove", id });
