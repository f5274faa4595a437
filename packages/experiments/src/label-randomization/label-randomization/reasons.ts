import type { Reason } from "@credence/lab";

const initialisation: Reason = {
  because: "artefact of the source's code",
  evidence:
    "Its loss has no KL term, so that nothing draws the posterior to the prior: the untrained network has 138,847 nats, and 200 steps of training leave the standard deviations, which make up nearly all of it.",
};
const twoClasses: Reason = {
  because: "the source's own files say otherwise",
  evidence: "Its notebook prints 99.65 % for all 3s and 8s, a problem of two classes, and 98.91 % for the full set.",
};

/** Why claims fail, by id. */
export const reasons: Readonly<Record<string, Reason>> = {
  parameters: {
    because: "artefact of the source's code",
    evidence: "The network has 29,550 weights and biases; the library registers the mean and the rho of each twice, 4 x 29,550 = 118,200.",
  },
  ...{ "nearer-published": initialisation, "nearer-closed": initialisation },
  ...{ "full-more-accurate-published": twoClasses, "full-more-accurate-bound": twoClasses, "full-more-accurate-stated": twoClasses },
};
