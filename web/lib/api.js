import { GatewayError } from "./gateway-error.js";

const AWAY = "The gateway cannot be reached right now.";
const UNANSWERED = "The gateway did not answer in time.";

/** Milliseconds that an answer may take: a trace looks through whole topics. */
const PATIENCE = 15_000;

/**
 * What a GET of the gateway answers, as JSON. Rejects with a GatewayError whose message is a sentence for people; an
 * AbortError, if `signal` was used, is passed on.
 */
export async function getJson(path, { signal, patience = PATIENCE } = {}) {
    const signals = [AbortSignal.timeout(patience), signal].filter(Boolean);
    try {
        const answer = await fetch(path, { headers: { Accept: "application/json" }, signal: AbortSignal.any(signals) });
        return await bodyOf(answer);
    } catch (error) {
        if (error.name === "AbortError" || error instanceof GatewayError) throw error;
        const isLate = error.name === "TimeoutError";
        throw new GatewayError({ code: isLate ? "client.timeout" : "client.unreachable", message: isLate ? UNANSWERED : AWAY });
    }
}

async function bodyOf(answer) {
    const text = await answer.text();
    const body = parsed(text);
    if (answer.ok) return body;
    const message = body.detail ?? body.title ?? `The gateway answered with ${answer.status}.`;
    throw new GatewayError({ code: body.code ?? `http.${answer.status}`, message });
}

/** Whatever stands between the page and the gateway may answer with a page of its own. */
function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        return {};
    }
}
