import type { Reason } from "@credence/lab";

const drawn: Reason = {
  because: "artefact of the source's code",
  evidence:
    "Its kernel density spreads the spike: of the exact peak it shows at most 26 %, and the peaks of the mixture and of Laplace look alike.",
};

/** Why claims fail, by id. */
export const reasons: Readonly<Record<string, Reason>> = {
  ...{ "subtle-peak": drawn, "laplace-within-0.01-published": drawn, "laplace-within-0.01-stated": drawn },
  "heavier-than-prior": {
    because: "the source did not measure it",
    evidence:
      "The wide part is N(0, 1) with half of the mass, so that the mixture has half of its tails; of one variance its tails are the heavier.",
  },
};
