/** An entry of the lab's log in a few words: `{by: "chaos", action: "kill", target: "fraud-1"}` → `chaos: kill fraud-1`. */
export const nameOfAction = ({ by, action, target, detail }) =>
    `${by || "somebody"}: ${[action, target, detail].filter(Boolean).join(" ")}`;
