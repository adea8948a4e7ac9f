const SHOWN = 4;

/**
 * Short messages over the page: `{id, kind: "error"|"notice"|"quiet", text}`, the newest last. The same text is said once;
 * of quiet ones, about what others do, there is only the newest.
 */
export function toastsReducer(state = [], action) {
    switch (action.type) {
        case "toast.add":
            return [...state.filter((one) => !isReplaced(one, action.toast)), action.toast].slice(-SHOWN);
        case "toast.remove":
            return state.some(({ id }) => id === action.id) ? state.filter(({ id }) => id !== action.id) : state;
        default:
            return state;
    }
}

const isReplaced = (held, fresh) => held.text === fresh.text || (held.kind === "quiet" && fresh.kind === "quiet");
