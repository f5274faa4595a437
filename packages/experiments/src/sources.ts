import type { Study } from "@credence/lab";
import activeLearningPlaces from "./active-learning/places.json" with { type: "json" };
import activeLearning from "./active-learning/study.json" with { type: "json" };
import labelRandomizationPlaces from "./label-randomization/places.json" with { type: "json" };
import labelRandomization from "./label-randomization/study.json" with { type: "json" };
import overviewPlaces from "./overview/places.json" with { type: "json" };
import overview from "./overview/study.json" with { type: "json" };
import robustDeepLearningPlaces from "./robust-deep-learning/places.json" with { type: "json" };
import robustDeepLearning from "./robust-deep-learning/study.json" with { type: "json" };
import weightUncertaintyPlaces from "./weight-uncertainty/places.json" with { type: "json" };
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
  { name: "weight-uncertainty", ...weightUncertainty, places: weightUncertaintyPlaces },
  { name: "robust-deep-learning", ...robustDeepLearning, places: robustDeepLearningPlaces },
  { name: "active-learning", alias: "bayesian-active-learning", ...activeLearning, places: activeLearningPlaces },
  { name: "label-randomization", alias: "kl-label-randomization", ...labelRandomization, places: labelRandomizationPlaces },
  { name: "overview", alias: "bayesian-deep-learning-overview", ...overview, places: overviewPlaces },
];
