/** A test runner of one page: `test(sentence, body)`, `expect(value).toEqual(other)`, results as text. */
const tests = [];

export const test = (sentence, body) => tests.push({ sentence, body });

const text = (value) => JSON.stringify(value, (_, held) => (held instanceof Map ? [...held] : held));

function fail(message) {
    throw new Error(message);
}

export const expect = (value) => ({
    toBe: (other) => Object.is(value, other) || fail(`${text(value)} is not ${text(other)}`),
    toEqual: (other) => text(value) === text(other) || fail(`${text(value)} does not equal ${text(other)}`),
    toThrow: () => {
        try {
            value();
        } catch {
            return;
        }
        fail("nothing was thrown");
    },
});

/** Waits until `condition()` is true: never a fixed time. */
export async function until(condition, what = "it happened", within = 2_000) {
    const deadline = performance.now() + within;
    while (!condition()) {
        if (performance.now() > deadline) fail(`waited ${within} ms until ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 2));
    }
}

export async function run(output) {
    let failed = 0;
    for (const { sentence, body } of tests) {
        try {
            await body();
            output.append(`ok    ${sentence}\n`);
        } catch (error) {
            failed += 1;
            output.append(`FAIL  ${sentence}\n      ${error.stack}\n`);
        }
    }
    output.append(`\n${tests.length - failed} passed, ${failed} failed\n`);
    document.documentElement.dataset.result = failed === 0 ? "passed" : "failed";
}
