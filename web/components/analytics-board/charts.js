import { rateOf } from "../../state/minutes.js";

/** What is drawn over the minutes. */
export const charts = [
    {
        title: "Orders a minute",
        unit: "",
        kind: "bar",
        max: 5,
        series: [{ label: "Orders", tone: "--blue", of: ({ orders }) => orders }],
    },
    {
        title: "Outcomes a minute",
        unit: "",
        kind: "bar",
        max: 5,
        series: [
            { label: "Notified", tone: "--green", of: ({ notified }) => notified },
            { label: "Retried", tone: "--amber", of: ({ retries }) => retries },
            { label: "Dead letters", tone: "--red", of: ({ dlq }) => dlq },
        ],
    },
    {
        title: "Success rate",
        unit: "%",
        kind: "line",
        max: 100,
        series: [{ label: "Success rate", tone: "--green", of: rateOf }],
    },
    {
        title: "Latency, order to outcome",
        unit: " ms",
        kind: "line",
        max: 50,
        series: [{ label: "Latency", tone: "--violet", of: ({ latencyMs }) => latencyMs ?? null }],
    },
    {
        title: "Revenue a minute",
        unit: "$",
        kind: "bar",
        max: 20,
        series: [{ label: "Revenue", tone: "--teal", of: ({ revenue }) => revenue }],
    },
];
