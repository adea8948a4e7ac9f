/**
 * What somebody looks for in a topic. The gateway finds a key and what a field or a header is; a text is looked for in
 * what the page has fetched.
 *
 *     searchOf({ find: "field", text: "action = DLQ" }) → { server: {"where.value.action": "DLQ"}, matches(record) }
 */
export function searchOf({ find = "text", text = "" }) {
    const wanted = text.trim();
    if (wanted === "") return { isEmpty: true, server: {}, matches: () => true, problem: null };
    if (find === "key") return found({ key: wanted }, (record) => record.key === wanted);
    if (find === "field") return fieldSearch(wanted);
    const small = wanted.toLowerCase();
    return found({}, (record) => textOf(record).includes(small));
}

const found = (server, matches) => ({ isEmpty: false, server, matches, problem: null });

/** `action = DLQ`, `value.retryCount=2`, `header.source: fraud-service`. */
function fieldSearch(wanted) {
    const parts = /^(?:(value|header)\.)?([\w.-]+)\s*[=:]\s*(.*)$/.exec(wanted);
    if (!parts) {
        const problem = "Write a field and what it is, such as action=DLQ or header.source=fraud-service.";
        return { isEmpty: false, server: {}, matches: () => false, problem };
    }
    const [, place = "value", name, value] = parts;
    const held = (record) => (place === "header" ? record.headers?.[name] : record.value?.[name]);
    return found({ [`where.${place}.${name}`]: value }, (record) => isSame(held(record), value));
}

/** As the gateway compares what a parameter says: `5` is a number, `"5"` a text. */
function isSame(held, text) {
    if (typeof held === "string") return held === text || JSON.stringify(held) === text;
    return held !== undefined && JSON.stringify(held) === text;
}

const texts = new WeakMap();

/** All that can be read of a record, in small letters; made once a record. */
function textOf(record) {
    if (!texts.has(record)) {
        const { key, headers, value } = record;
        texts.set(record, `${key ?? ""} ${JSON.stringify(headers)} ${JSON.stringify(value)}`.toLowerCase());
    }
    return texts.get(record);
}
