import type { Reason } from "@credence/lab";

/** Why claims fail, by id. */
export const reasons: Readonly<Record<string, Reason>> = {
  "laplace-similar-ours-400": {
    because: "the source's own files say otherwise",
    evidence:
      "The figure's Gaussian network, of 1200 units, has a peak of 4.8; the stored one of 400 units has 4.11, a factor of 1.29 below the figure's Laplace.",
  },
};
