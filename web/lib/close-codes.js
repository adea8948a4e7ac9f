/** What the gateway wants of a client it closes: the ranges of docs/protocol.md. */
export function afterClose(code) {
    if (code >= 4000 && code < 4100) return "stay";
    if (code >= 4200 && code < 4300) return "return at once";
    return "return later";
}
