import { exchangeReadyLink } from "../lib/ready-link.js";
import { expect, test } from "./harness.js";

/** Opens the page with this fragment; says what was asked and what became of the address. */
async function open(hash, answer) {
    const seen = { asked: [], address: null };
    seen.trouble = await exchangeReadyLink({
        place: { hash, pathname: "/", search: "?a=1" },
        past: { replaceState: (state, title, address) => (seen.address = address) },
        ask: (path, { method, body }) => {
            seen.asked.push([method, path, body]);
            return answer();
        },
    });
    return seen;
}

test("a ready link is exchanged, and its token taken out of the address", async () => {
    const { asked, address, trouble } = await open("#token=a.b-c_1.d", async () => ({ ok: true }));
    expect(asked).toEqual([["POST", "/api/session", '{"token":"a.b-c_1.d"}']]);
    expect(address).toBe("/?a=1");
    expect(trouble).toBe(null);
});

test("other fragments are left alone", async () => {
    for (const hash of ["", "#/orders", "#token=", "#token=a b", "#/token=a"]) {
        const { asked, address } = await open(hash, async () => ({ ok: true }));
        expect([asked, address]).toEqual([[], null]);
    }
});

test("a link that is no good is said to be so", async () => {
    const old = await open("#token=a.b.c", async () => ({ ok: false, status: 401 }));
    expect(old.trouble.includes("no longer good")).toBe(true);
    const away = await open("#token=a.b.c", () => Promise.reject(new TypeError("network")));
    expect(away.trouble.includes("Open it again")).toBe(true);
});
