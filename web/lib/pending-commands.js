import { GatewayError } from "./gateway-error.js";
import { uuid } from "./uuid.js";

const UNANSWERED = "The gateway did not answer in time. The order may still go through; the list will show it.";
const UNREACHABLE = "The gateway cannot be reached right now. Please try again in a moment.";

/**
 * Commands that have no answer yet. Each carries an idempotency key, so all of them are simply sent again after a
 * reconnect: the gateway gives the answer that it gave, or does it now.
 */
export class PendingCommands {
    #pending = new Map();
    #last = 0;

    /** Sends a command by `send`, which tells whether it could; resolves with the result's data. */
    add(name, data, { timeout = 8_000, idempotencyKey = uuid() } = {}, send) {
        const id = `c${++this.#last}`;
        const message = { type: "command", id, name, data, idempotencyKey };
        return new Promise((resolve, reject) => {
            const command = { message, resolve, reject, sent: send(message) };
            command.timer = setTimeout(() => {
                this.#pending.delete(id);
                const code = command.sent ? "client.timeout" : "client.unreachable";
                reject(new GatewayError({ code, message: command.sent ? UNANSWERED : UNREACHABLE }));
            }, timeout);
            this.#pending.set(id, command);
        });
    }

    sendAll(send) {
        for (const command of this.#pending.values()) command.sent = send(command.message) || command.sent;
    }

    /** Takes a `result` or `error` frame; false when it answers no command. */
    settle(frame) {
        const command = this.#pending.get(frame.id);
        if (!command) return false;
        this.#pending.delete(frame.id);
        clearTimeout(command.timer);
        if (frame.type === "result") command.resolve(frame.data);
        else command.reject(new GatewayError(frame));
        return true;
    }
}
