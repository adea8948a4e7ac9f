/** What a command ends with when it is not done. `code` is stable; `details` names fields: `[{field, message}]`. */
export class GatewayError extends Error {
    constructor({ code, message, details }) {
        super(message);
        this.name = "GatewayError";
        this.code = code;
        this.details = details ?? [];
    }
}
