import type { Reason } from "@credence/lab";

const reproduction: Reason = {
  because: "unknown",
  evidence:
    "The runs of that reproduction differ up to sevenfold among themselves; ours lose less with greedy, 1 % and 5 %, and as much with Bayes by backprop.",
};

/** Why claims fail, by id. */
export const reasons: Readonly<Record<string, Reason>> = {
  ...{ "external-greedy": reproduction, "external-epsilon-1": reproduction, "external-epsilon-5": reproduction },
  "linear-by-chance-epsilon-1": {
    because: "the source did not measure it",
    evidence: "The random actions of 1 % cost 0.049 a step by the class counts, whatever the network chooses; the line rises by 0.111.",
  },
  "bbb-converges-sooner": {
    because: "chance",
    evidence: "Three games each: sooner in two of them (steps 7,200, 12,800 and 6,000 against 7,600, 8,600 and 9,800).",
  },
};
