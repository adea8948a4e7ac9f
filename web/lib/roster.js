/** Who is there, kept from the protocol's `presence` messages, of which the first after `hello` names everybody. */
export class Roster {
    #people = new Map();

    /** Applies a message; returns everybody by name, or null for `people` where there are too many to be named. */
    take({ joined, left, count }) {
        for (const { session } of left) this.#people.delete(session);
        for (const person of joined) this.#people.set(person.session, person);
        if (this.#people.size !== count) this.#people.clear();
        const people = this.#people.size === count ? [...this.#people.values()].sort(byName) : null;
        return { people, count };
    }

    /** Forgets everybody: another connection begins with nobody. */
    clear() {
        this.#people.clear();
    }
}

function byName(one, other) {
    return one.name.localeCompare(other.name) || one.session.localeCompare(other.session);
}
