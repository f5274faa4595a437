import type { Reason } from "@credence/lab";

const heavyTails: Reason = {
  because: "chance",
  evidence:
    "Single runs; the first five epochs make 58 % of the variance (80 % with the trick), far more than the kurtosis of 20 that the tolerance assumes.",
};

/** Why claims fail, by id. */
export const reasons: Readonly<Record<string, Reason>> = {
  ...{ "difference-variance-without": heavyTails, "difference-variance-with": heavyTails },
  "rmse-variance-falls": {
    because: "unknown",
    evidence: "Single runs: 0.040 with the trick and 0.022 without, where the source's have 0.008 and 0.054.",
  },
  "density-falls-stated": {
    because: "the source's own files say otherwise",
    evidence: "By its eq. 20 its own network with the trick has -0.21, the three without -0.13, -0.46 and -0.20.",
  },
  "convergence-stated": {
    because: "definition differs",
    evidence:
      "It judges by the last minibatch's objective; in free energy its own networks under N(0, 1) have 479 nats with the trick, 1,307 to 1,694 without.",
  },
};
