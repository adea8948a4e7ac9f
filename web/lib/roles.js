/** What a role may do, as the table in docs/protocol.md has it. Before the gateway has said the role, it is null. */

/** Place, change and delete orders. */
export const mayOrder = (role) => role !== "viewer";

/** Redrive, discard, settings and all else that belongs to who leads the room. */
export const mayDirect = (role) => role === "instructor";

export const FOR_PARTICIPANTS = "You are looking on: orders are placed by participants.";
export const FOR_INSTRUCTORS = "Only the instructor can do this.";
