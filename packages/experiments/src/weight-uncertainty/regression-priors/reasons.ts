import type { Reason } from "@credence/lab";

const oneRun: Reason = {
  at: "default",
  because: "chance",
  evidence: "One run, which kept epoch 1,407; three runs kept at epochs 1,091 to 1,483 have 1,650 and 582 nats in the mean, and meet it.",
};

/** Why claims fail, by id. */
export const reasons: Readonly<Record<string, Reason>> = {
  "gaussian-order-stated": {
    because: "definition differs",
    evidence: "By its eq. 20 the source's own networks have -0.70, -0.26 and -3.16; its table holds the mean of the log density.",
  },
  "similar-bounds-stated": {
    because: "definition differs",
    evidence:
      "What it recorded is the objective of the last minibatch; in free energy its own networks have 1.44, 0.66 and 0.36 nats a point.",
  },
  "best-mixture-stated": {
    because: "chance",
    evidence: "Its own networks, one run each, have -0.09 and -0.16 under the best two; three runs of one Gaussian prior spread by 0.17.",
  },
  ...{ "stored-complexity-gaussian-1": oneRun, "stored-free-energy-gaussian-1": oneRun },
  "band-covers-noise": {
    because: "unknown",
    evidence:
      "Of the mixture (1, e⁻⁷) objective and complexity are met, to 0.1 %, and the bands are as narrow as the source's where there are data.",
  },
};
