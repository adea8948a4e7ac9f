import { GatewayError } from "./gateway-error.js";

const UNANSWERED = "The gateway did not answer in time.";
const UNREACHABLE = "The gateway cannot be reached right now. Please try again in a moment.";

/**
 * Requests that have no answer yet. All of them are simply sent again after a reconnect: to ask twice changes nothing,
 * and what changes something carries an idempotency key.
 */
export class PendingRequests {
    #pending = new Map();
    #last = 0;

    /** Sends a message by `send`, which tells whether it could; resolves with the result's data. */
    add(message, { timeout = 8_000, unanswered = UNANSWERED } = {}, send) {
        const id = `c${++this.#last}`;
        return new Promise((resolve, reject) => {
            const request = { message: { ...message, id }, resolve, reject };
            request.sent = send(request.message);
            request.timer = setTimeout(() => {
                this.#pending.delete(id);
                const code = request.sent ? "client.timeout" : "client.unreachable";
                reject(new GatewayError({ code, message: request.sent ? unanswered : UNREACHABLE }));
            }, timeout);
            this.#pending.set(id, request);
        });
    }

    sendAll(send) {
        for (const request of this.#pending.values()) request.sent = send(request.message) || request.sent;
    }

    /** Takes a `result` or `error` frame; false when it answers no request. */
    settle(frame) {
        const request = this.#pending.get(frame.id);
        if (!request) return false;
        this.#pending.delete(frame.id);
        clearTimeout(request.timer);
        if (frame.type === "result") request.resolve(frame.data);
        else request.reject(new GatewayError(frame));
        return true;
    }
}
