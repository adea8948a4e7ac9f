import { hidesName, hidesOrder, nameShown, orderShown, sentenceShown } from "../state/hidden.js";
import { roomReducer } from "../state/room.js";
import { expect, test } from "./harness.js";

const room = roomReducer(undefined, { type: "room", data: { ordering: "open", hidden: { names: ["Bad Name"], orders: ["b"] } } });
const order = (id, customerName) => ({ id, customerName, item: "Rice", quantity: 1, price: 1 });

test("a name is hidden however it is written, an order by its id", () => {
    expect([hidesName(room, " bad NAME "), hidesName(room, "Bad"), hidesName(room, undefined)]).toEqual([true, false, false]);
    expect([hidesOrder(room, "b"), hidesOrder(room, "c")]).toEqual([true, false]);
});

test("of a hidden name the order stays, of a hidden order nothing that somebody wrote", () => {
    expect(orderShown(room, order("a", "Bad Name"))).toEqual({ ...order("a", "hidden"), item: "Rice" });
    expect(orderShown(room, order("b", "Ann"))).toEqual({ ...order("b", "hidden"), item: "hidden" });
    const shown = order("c", "Ann");
    expect(orderShown(room, shown) === shown).toBe(true);
    expect(orderShown(room, undefined)).toBe(undefined);
});

test("sentences about somebody hidden do not name them", () => {
    expect(sentenceShown(room, "Bad Name placed 6 orders", "Bad Name", "a")).toBe("hidden placed 6 orders");
    expect(sentenceShown(room, "6 orders were placed", undefined, "a")).toBe("6 orders were placed");
    expect(nameShown(room, "Ann", "b")).toBe("hidden");
});

test("a room that says the same again is the same", () => {
    const again = { type: "room", data: { ordering: "open", hidden: { names: ["Bad Name"], orders: ["b"] } } };
    expect(roomReducer(room, again) === room).toBe(true);
    const paused = roomReducer(room, { type: "room", data: { ...again.data, ordering: "paused" } });
    expect(paused.ordering).toBe("paused");
    expect(paused.hidden === room.hidden).toBe(true);
});
