/**
 * What a request ends with when it is not done. `code` is stable; `details` names fields: `[{field, message}]`;
 * `retryAfterMs` says when to try again, where that is known.
 */
export class GatewayError extends Error {
    constructor({ code, message, details, retryAfterMs }) {
        super(message);
        this.name = "GatewayError";
        this.code = code;
        this.details = details ?? [];
        this.retryAfterMs = retryAfterMs ?? null;
    }
}
