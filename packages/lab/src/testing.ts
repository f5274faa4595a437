/** What tests of experiments run on. */
export { describeWithRealData } from "./datasets/real-data.test-support.ts";
export { runExperiment } from "./runs/run-experiment.ts";
export { memoryStorage } from "./runs/testing/memory-storage.ts";
export { realDependencies } from "./runs/testing/real-dependencies.ts";
export { toyDependencies, toyExperiment, untilFinished } from "./runs/testing/toy-experiment.ts";
