const SHOWN = 4;

/** Short messages over the page: `{id, kind: "error"|"notice", text}`, the newest last. The same text is said once. */
export function toastsReducer(state = [], action) {
    switch (action.type) {
        case "toast.add":
            return [...state.filter(({ text }) => text !== action.toast.text), action.toast].slice(-SHOWN);
        case "toast.remove":
            return state.some(({ id }) => id === action.id) ? state.filter(({ id }) => id !== action.id) : state;
        default:
            return state;
    }
}
