/** More than these are counted, not named. */
const NAMED = 3;

const keyOf = ({ topic, partition }) => `${topic} ${partition}`;

/**
 * What happened between two pictures, as sentences: who reads which partition now, who was killed, frozen or has come,
 * and which group went back. Nothing for the first picture.
 */
export function changesBetween(before, after) {
    if (!before) return [];
    return after.groups.flatMap((group) => {
        const was = before.groups.find(({ name }) => name === group.name);
        return was ? [...conditions(was, group), ...rebalance(was, group), ...returns(was, group)] : [];
    });
}

/** Whose reader has changed: `[{topic, partition, from, to}]`, null where nobody read it, or nobody does. */
export function movesBetween(was, group) {
    const reader = (place) => place?.instance ?? null;
    const before = new Map(was.places.map((place) => [keyOf(place), place]));
    const after = new Map(group.places.map((place) => [keyOf(place), place]));
    return [...new Map([...before, ...after]).values()]
        .map(({ topic, partition }) => {
            const key = keyOf({ topic, partition });
            return { topic, partition, from: reader(before.get(key)), to: reader(after.get(key)) };
        })
        .filter(({ from, to }) => from !== to);
}

function rebalance(was, group) {
    const moves = movesBetween(was, group);
    if (moves.length === 0) return [];
    const named = moves.slice(0, NAMED).map(describe);
    if (moves.length > NAMED) named.push(`and ${moves.length - NAMED} more`);
    return [{ kind: "rebalance", text: `${group.name} shares out its partitions: ${named.join(", ")}.` }];
}

function describe({ topic, partition, from, to }) {
    if (to === null) return `${topic} ${partition} is read by nobody`;
    return from === null ? `${topic} ${partition} goes to ${to}` : `${topic} ${partition} goes from ${from} to ${to}`;
}

const SAID = {
    killed: ["killed", "was killed"],
    failed: ["killed", "has failed"],
    gone: ["killed", "is gone"],
    silent: ["killed", "no longer reports"],
    frozen: ["frozen", "is frozen"],
    stopped: ["stopped", "was stopped"],
};

function conditions(was, group) {
    const before = new Map(was.workers.map(({ id, condition }) => [id, condition.name]));
    return group.workers.flatMap(({ id, condition: { name } }) => {
        const old = before.get(id);
        if (old === undefined) return [{ kind: "started", text: `${id} has come.` }];
        if (old === name) return [];
        if (SAID[name]) return [{ kind: SAID[name][0], text: `${id} ${SAID[name][1]}.` }];
        return SAID[old] ? [{ kind: "started", text: `${id} is back.` }] : [];
    });
}

function returns(was, group) {
    const before = new Map(was.places.map((place) => [keyOf(place), place.position]));
    const back = group.places.filter((place) => place.position < before.get(keyOf(place)));
    if (back.length === 0) return [];
    const named = back.slice(0, NAMED).map((place) => `${keyOf(place)} from ${place.position}`);
    return [{ kind: "replay", text: `${group.name} went back: it reads ${named.join(", ")} again.` }];
}
