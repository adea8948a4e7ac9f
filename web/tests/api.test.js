import { getJson } from "../lib/api.js";
import { expect, test } from "./harness.js";

/** Runs `work` while `answer` stands in for the browser's fetch. */
async function instead(answer, work) {
    const { fetch } = globalThis;
    globalThis.fetch = answer;
    try {
        return await work();
    } finally {
        globalThis.fetch = fetch;
    }
}

const codeOf = (answer, options) => instead(answer, () => getJson("/api/any", options).catch(({ code, name }) => (name === "AbortError" ? name : code)));

/** Never answers, as a gateway does whose process is frozen. */
const frozen = (_, { signal }) =>
    new Promise((_, reject) => {
        if (signal.aborted) reject(signal.reason);
        signal.addEventListener("abort", () => reject(signal.reason));
    });

test("a gateway that does not answer is not waited for without end", async () => {
    expect(await codeOf(frozen, { patience: 5 })).toBe("client.timeout");
});

test("who changes their mind is told so, whoever cannot be reached and whoever refuses", async () => {
    expect(await codeOf(frozen, { signal: AbortSignal.abort() })).toBe("AbortError");
    expect(await codeOf(() => Promise.reject(new TypeError("Failed to fetch")))).toBe("client.unreachable");
    expect(await codeOf(async () => new Response('{"code":"redis.lost"}', { status: 503 }))).toBe("redis.lost");
    expect(await codeOf(async () => new Response("<h1>Bad gateway</h1>", { status: 502 }))).toBe("http.502");
});
