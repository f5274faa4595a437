import { answerOf, type Highlight, type Study } from "@credence/lab";
import texts from "./study.json" with { type: "json" };

const said = (claim: string, says: Highlight["says"], experiment = "label-randomization"): Highlight => ({
  experiment,
  claims: [claim],
  says,
});

/** What the study concludes, by the weight that its text gives it. */
export const highlights: readonly Highlight[] = [
  said("nearer-published", (ours) => `training on subsets leaves the posterior near the prior (KL over the untrained network's: ${ours})`),
  said("full-largest-published", (ours) => `the KL divergence is largest on all of MNIST (cases (i) to (v) as published, nats: ${ours})`),
  said("full-largest-bound", (ours) => `the same with the KL term in the loss (nats: ${ours})`),
  said("memorises-published", (ours) => `a network learns labels that are random (training accuracy: ${ours} %)`),
  said("gap-rises-published-10000", (ours) => `the more labels are random, the larger the gap (points: ${ours})`, "label-fractions"),
  said("full-more-accurate-published", (ours) => `the entire data set is learned best (test accuracy of cases (i) to (v), %: ${ours})`),
  said("parameters", (ours, theirs) => `the posterior has ${theirs} parameters (counted here: ${ours})`),
];

export const labelRandomization: Study = { ...texts, answer: (results) => answerOf(results, highlights) };
