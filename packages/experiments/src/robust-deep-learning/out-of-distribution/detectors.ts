import { detectors } from "credence";
import type { NamedDetector } from "../mnist/compared.ts";
import { pixelStdDev } from "../mnist/lenet.ts";

/** Which posterior a detector asks: the network with dropout off, with dropout on, with a Laplace approximation of its last layer, or all trainings as one ensemble. */
export type Asked = "point" | "dropout" | "laplace" | "ensemble";

const odin = { temperature: 5, epsilon: 0.0014, divisor: pixelStdDev };

/** The three that the source compares, ODIN as its paper has it, and the field's. */
export const namedDetectors: readonly NamedDetector<Asked>[] = [
  { label: "maximum probability", asks: "point", detector: detectors.maximumProbability() },
  { label: "MC dropout, variation ratio", asks: "dropout", detector: detectors.variationRatio() },
  { label: "MC dropout, entropy", asks: "dropout", detector: detectors.predictiveEntropy() },
  { label: "MC dropout, mutual information", asks: "dropout", detector: detectors.mutualInformation() },
  // the source moves x against its paper's sign, by a gradient at temperature 1
  {
    label: "ODIN, as published",
    asks: "point",
    detector: detectors.odin({ ...odin, gradientTemperature: 1, direction: "doubtful" }),
  },
  { label: "ODIN", asks: "point", detector: detectors.odin(odin) },
  { label: "temperature alone", asks: "point", detector: detectors.odin({ ...odin, epsilon: 0 }) },
  { label: "perturbation alone", asks: "point", detector: detectors.odin({ ...odin, temperature: 1 }) },
  { label: "largest logit", asks: "point", detector: detectors.maxLogit() },
  { label: "energy", asks: "point", detector: detectors.energy() },
  { label: "Mahalanobis", asks: "point", detector: detectors.mahalanobis() },
  { label: "nearest features", asks: "point", detector: detectors.nearestFeatures() },
  { label: "last-layer Laplace, entropy", asks: "laplace", detector: detectors.predictiveEntropy() },
  { label: "ensemble entropy", asks: "ensemble", detector: detectors.predictiveEntropy() },
];

/** Those whose precision against recall is drawn, on KMNIST as the source's. */
export const curvesOf: readonly string[] = ["maximum probability", "MC dropout, variation ratio", "ODIN, as published", "ODIN"];
