import { addressOf, queryOf, routeOf } from "../lib/router.js";
import { expect, test } from "./harness.js";

test("an address is read part by part, and made from parts", () => {
    for (const [hash, parts] of [
        ["", [""]],
        ["#/", [""]],
        ["#/topics", ["topics"]],
        ["#topics/", ["topics"]],
        ["#/topics/orders/2?last=50", ["topics", "orders", "2"]],
        ["#/orders/a%2Fb", ["orders", "a/b"]],
        ["#/orders/%", ["orders", "%"]],
    ]) {
        expect(routeOf(hash)).toEqual(parts);
    }
    expect(addressOf("orders", "a/b")).toBe("#/orders/a%2Fb");
    expect(addressOf("")).toBe("#/");
    expect(queryOf("#/topics/orders?last=50").get("last")).toBe("50");
    expect(queryOf("#/topics").get("last")).toBe(null);
});
