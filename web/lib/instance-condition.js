import { ago, duration } from "./format.js";

/** Milliseconds without a heartbeat after which an instance that says it runs is not believed. */
const SILENCE = 6_000;

/** From here on the slowest of a hundred records is called slow. */
const SLOW = 1_000;

/**
 * How an instance of the system document is, as people say it: `{name, tone, word, why}`. What somebody did to it comes
 * before what it says of itself, because a killed process says nothing. `why` is a sentence, or null.
 */
export function conditionOf(instance, { time = Date.now(), settings = {} } = {}) {
    const { desired, process, state, reason, lastExit } = instance;
    const isGone = state === "gone" || process === "stopped" || process === "failed";
    if (process === "failed") return is("failed", "red", lastExit || reason || "It ended by itself.");
    if (desired === "killed" && isGone) return is("killed", "red", "kill -9 has ended it.");
    if (desired === "stopped" && isGone) return is("stopped", "slate", "It was told to stop.");
    if (process === "frozen" || (desired === "frozen" && !isGone)) {
        return is("frozen", "blue", "It does nothing and answers nobody.");
    }
    if (process === "starting") return is("starting", "amber", reason || null);
    if (isGone) return is("gone", "red", reason || lastExit || "It no longer reports.");
    if (state === "starting") return is("starting", "amber", reason || null);
    if (state === "joining") return is("joining", "amber", reason || "It waits for the group to share out the partitions.");
    if (process === "stopping" || state === "stopping") return is("stopping", "slate", reason || null);
    if (instance.lastHeartbeat && time - instance.lastHeartbeat > SILENCE) {
        return is("silent", "red", `It last reported ${ago(instance.lastHeartbeat, time)}.`);
    }
    if (process === "waiting" || state === "waiting") return is("waiting", "amber", reason || null);
    if (instance.idle) return is("idle", "slate", instance.idle);
    return slowness(instance, settings) ?? is("running", "green", null);
}

const is = (name, tone, why, word = name) => ({ name, tone, word, why });

function slowness({ service, p99Ms }, settings) {
    const delay = settings?.[`delay${service?.[0]?.toUpperCase()}${service?.slice(1)}`] ?? 0;
    if (delay > 0) return is("slow", "amber", `It is told to take ${duration(delay)} over each record.`);
    if (p99Ms >= SLOW) return is("slow", "amber", `One record in a hundred takes ${duration(p99Ms)} or more.`);
    return null;
}

/** Whether it does its work, or could at once. */
export const isWell = ({ name }) => name === "running" || name === "idle";
