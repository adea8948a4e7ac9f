const ROW = 16;

/** Bytes from base64. */
export const bytesOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/**
 * Bytes as people look at them: place, sixteen in hexadecimal, and the characters that they would be in ASCII. Of more
 * than `limit` the rest is counted.
 */
export function hexDump(bytes, limit = 2_048) {
    const lines = [];
    for (let at = 0; at < Math.min(bytes.length, limit); at += ROW) {
        const row = [...bytes.subarray(at, Math.min(at + ROW, limit))];
        const digits = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
        const letters = row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join("");
        lines.push(`${at.toString(16).padStart(4, "0")}  ${digits.padEnd(ROW * 3 - 1)}  ${letters}`);
    }
    if (bytes.length > limit) lines.push(`… and ${bytes.length - limit} more bytes`);
    return lines.join("\n");
}
