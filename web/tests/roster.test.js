import { Roster } from "../lib/roster.js";
import { expect, test } from "./harness.js";

const person = (session, name, channels = []) => ({ session, name, channels });
const change = (count, { joined = [], left = [] } = {}) => ({ type: "presence", joined, left, count });

test("a roster follows who comes, goes, and is called something else", () => {
    const roster = new Roster();
    expect(roster.take(change(2, { joined: [person("2", "Bob"), person("1", "Ann")] }))).toEqual({
        people: [person("1", "Ann"), person("2", "Bob")],
        count: 2,
    });
    const later = roster.take(change(2, { joined: [person("1", "Zoe"), person("3", "Ann")], left: [person("2", "Bob")] }));
    expect(later.people.map(({ name }) => name)).toEqual(["Ann", "Zoe"]);
});

test("too many are a number, and everybody is named when they are fewer again", () => {
    const roster = new Roster();
    roster.take(change(1, { joined: [person("1", "Ann")] }));
    expect(roster.take(change(201))).toEqual({ people: null, count: 201 });
    expect(roster.take(change(202))).toEqual({ people: null, count: 202 });
    const fewer = roster.take(change(2, { joined: [person("2", "Bob"), person("4", "Di")] }));
    expect(fewer.people.map(({ name }) => name)).toEqual(["Bob", "Di"]);
});
