import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import type { Detector } from "../detectors/detector.ts";

/**
 * Tells which predictions of a classifier are likely wrong: high = likely wrong. The contract of a detector: it may learn from the training
 * data, and scores inputs alone. What each was asked to find is not known to it.
 */
export type FailurePredictor<P extends Predictive = ClassPredictive> = Detector<P>;
