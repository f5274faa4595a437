/**
 * The command line as users get it, over a toy: a recurrence in place of a training, which keeps its thread busy for
 * TOY_STEP_MS a step as a training does. Tests start it as a process of its own, to interrupt, kill and race it.
 */
import { toyExperiment, toyKey, toyPosterior } from "../../../../packages/lab/src/runs/testing/toy-experiment.ts";
import { main } from "../main.ts";

const milliseconds = Number(process.env.TOY_STEP_MS ?? 0);
const sleeper = new Int32Array(new SharedArrayBuffer(4));
const keepBusy = () => void Atomics.wait(sleeper, 0, 0, milliseconds);

await main(process.argv, {
  experiments: async () => [toyExperiment(keepBusy), { ...toyExperiment(), name: "toy-with-options", options: { models: "a folder" } }],
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
