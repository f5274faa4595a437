import type { Study } from "@credence/lab";
import activeLearning from "./active-learning/study.json" with { type: "json" };
import labelRandomization from "./label-randomization/study.json" with { type: "json" };
import overview from "./overview/study.json" with { type: "json" };
import robustDeepLearning from "./robust-deep-learning/study.json" with { type: "json" };
import weightUncertainty from "./weight-uncertainty/study.json" with { type: "json" };

/** A document whose experiments are reproduced, and what its book says of it first. */
export interface Source extends Study {
  /** Key in REFERENCES.md, and of the experiments. */
  readonly name: string;
  /** The document's own long name, which a command may give instead. */
  readonly alias?: string;
}

/** The documents whose experiments are reproduced, each as one book: `credence run --source NAME`. */
export const sources: readonly Source[] = [
  { name: "weight-uncertainty", ...weightUncertainty },
  { name: "robust-deep-learning", ...robustDeepLearning },
  { name: "active-learning", alias: "bayesian-active-learning", ...activeLearning },
  { name: "label-randomization", alias: "kl-label-randomization", ...labelRandomization },
  { name: "overview", alias: "bayesian-deep-learning-overview", ...overview },
];
