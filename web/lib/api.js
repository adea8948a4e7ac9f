import { GatewayError } from "./gateway-error.js";

const AWAY = "The gateway cannot be reached right now.";

/**
 * What a GET of the gateway answers, as JSON. Rejects with a GatewayError whose message is a sentence for people; an
 * AbortError, if `signal` was used, is passed on.
 */
export async function getJson(path, { signal } = {}) {
    let answer;
    try {
        answer = await fetch(path, { headers: { Accept: "application/json" }, signal });
    } catch (error) {
        if (error.name === "AbortError") throw error;
        throw new GatewayError({ code: "client.unreachable", message: AWAY });
    }
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) return body;
    const message = body.detail ?? body.title ?? `The gateway answered with ${answer.status}.`;
    throw new GatewayError({ code: body.code ?? `http.${answer.status}`, message });
}
