/**
 * The record that a form describes, as `publish` takes it, or what is wrong: `{record}` or `{field, message}`.
 * `kind` is `json`, `text` (bytes as they stand: how a poison record is made) or `tombstone`.
 */
export function recordOf({ key, kind, value, headers }) {
    const record = { ...(key !== "" && { key }) };
    const named = headersOf(headers);
    if (named === null) return { field: "headers", message: "Headers are lines such as unit: C." };
    if (Object.keys(named).length > 0) record.headers = named;
    if (kind === "tombstone") {
        return key === "" ? { field: "key", message: "A tombstone needs the key that it deletes." } : { record: { ...record, value: null } };
    }
    if (kind === "text") return { record: { ...record, value: base64(value), encoding: "base64" } };
    try {
        return { record: { ...record, value: JSON.parse(value) } };
    } catch {
        return { field: "value", message: "This is not JSON. Choose “Plain text” to send it as it stands." };
    }
}

/** `name: value` by line; a name that comes twice has a list. Null when a line is none. */
function headersOf(text) {
    const headers = {};
    for (const line of text.split("\n").filter((one) => one.trim() !== "")) {
        const [, name, value] = /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
        if (name === undefined) return null;
        headers[name] = Object.hasOwn(headers, name) ? [headers[name], value].flat() : value;
    }
    return headers;
}

function base64(text) {
    return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}
