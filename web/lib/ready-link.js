/** A ready link carries its token in the fragment, which browsers send to nobody. */
const TOKEN = /^#token=([\w.-]+)$/;

/**
 * Exchanges the token of a ready link for the cookie of a session, and takes it out of the address.
 * Resolves with null, or with a sentence that says why the link is no good.
 */
export async function exchangeReadyLink({ place = location, past = history, ask = fetch } = {}) {
    const token = TOKEN.exec(place.hash)?.[1];
    if (!token) return null;
    past.replaceState(null, "", place.pathname + place.search);
    try {
        const headers = { "Content-Type": "application/json" };
        const answer = await ask("/api/session", { method: "POST", headers, body: JSON.stringify({ token }) });
        if (answer.ok) return null;
        if (answer.status === 401) return "This link is no longer good. Ask for a new one.";
    } catch {
        // The gateway is away: said below.
    }
    return "This link could not be used just now. Open it again.";
}

/** A link that is opened where the page is open already changes only the fragment: begins anew with it. */
export function followReadyLinks() {
    addEventListener("hashchange", () => TOKEN.test(location.hash) && location.reload());
}
