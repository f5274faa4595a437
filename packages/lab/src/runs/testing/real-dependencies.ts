import { key } from "@credence/tensor";
import { loadPosterior } from "credence";
import type { RunDependencies } from "../run-experiment.ts";
import { testHost, toyDependencies } from "./toy-experiment.ts";

/** What the test of an experiment runs on: storage in memory, real keys and posteriors, and a clock that stands still. */
export const realDependencies = (given: Partial<RunDependencies> = {}): RunDependencies =>
  toyDependencies({ host: testHost, key: key(0), loadPosterior, ...given });
