/**
 * The command line as users get it, over a toy: a recurrence in place of a training, which keeps its thread busy for
 * TOY_STEP_MS a step as a training does. Tests start it as a process of its own, to interrupt, kill and race it.
 */
import { toyExperiment, toyKey, toyPosterior } from "../../../../packages/lab/src/runs/testing/toy-experiment.ts";
import { main } from "../main.ts";

const milliseconds = Number(process.env.TOY_STEP_MS ?? 0);
const sleeper = new Int32Array(new SharedArrayBuffer(4));
const keepBusy = () => void Atomics.wait(sleeper, 0, 0, milliseconds);

const fail = () => {
  throw new Error("this toy is broken");
};

await main(process.argv, {
  experiments: async () => [
    toyExperiment(keepBusy),
    { ...toyExperiment(keepBusy), name: "toy-of-a-book", source: "toys" },
    { ...toyExperiment(), name: "toy-with-options", source: "toys", options: { models: "a folder" }, needs: ["models"] },
    { ...toyExperiment(), name: "toy-that-fails", source: "broken-toys", claims: fail },
    { ...toyExperiment(keepBusy), name: "toy-that-runs", source: "broken-toys" },
  ],
  sources: async () =>
    ["toys", "broken-toys", "no-toys"].map((name) => ({ name, title: `All ${name}`, summary: "Recurrences in place of trainings" })),
  startEngine: async () => ({
    key: (seed) => toyKey(seed, 1),
    loadPosterior: async (bytes) => toyPosterior(bytes),
    kernels: { module: "baseline", threads: 1, sha256: "cd".repeat(32) },
    blas: null,
    rejectedBlas: [],
    sharedMemory: false,
    memoryMiB: { held: 0, allowed: 64 },
  }),
  checkpointSeconds: 0.1,
});
