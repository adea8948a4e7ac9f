/** localStorage that may be off or full: what is kept there is a convenience. */
export function recall(key) {
    try {
        return localStorage.getItem(`dojo.${key}`);
    } catch {
        return null;
    }
}

export function remember(key, value) {
    try {
        localStorage.setItem(`dojo.${key}`, value);
    } catch {
        // Not remembered.
    }
}
