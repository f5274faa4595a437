/** What tests of experiments run on. */
export { describeWithRealData, realData } from "../../datasets/testing/real-data.ts";
export { runExperiment } from "../run-experiment.ts";
export { memoryStorage } from "./memory-storage.ts";
export { realDependencies } from "./real-dependencies.ts";
export { toyDependencies, toyExperiment, untilFinished } from "./toy-experiment.ts";
