/** A copy of `map` with the entries set, newest last, and no more than `capacity` of them. */
export function withEntries(map, entries, capacity) {
    const copy = new Map(map);
    for (const [key, value] of entries) {
        copy.delete(key);
        copy.set(key, value);
    }
    for (const key of copy.keys()) {
        if (copy.size <= capacity) break;
        copy.delete(key);
    }
    return copy;
}
