import type { Reason } from "@credence/lab";

const initialisation: Reason = {
  because: "artefact of the source's code",
  evidence:
    "Its loss has no KL term, so that nothing draws the posterior to the prior: the untrained network has 138,847 nats, and the published cases (ii) to (v) lie within 1.6 % of it.",
};
const epochs: Reason = {
  because: "the source's own files say otherwise",
  evidence:
    "Its notebook prints 206,336 nats after 100 epochs on the full set, its figure 205,752 beside 10 epochs; a training here has 147,666 after 10, gaining some 830 nats an epoch.",
};
const twoClasses: Reason = {
  because: "the source's own files say otherwise",
  evidence: "Its notebook prints 99.65 % for all 3s and 8s, a problem of two classes, and 98.91 % for the full set.",
};
const rate: Reason = {
  because: "the source's own files say otherwise",
  evidence:
    "Its code trains at 0.001, not at the 0.1 of its text: at 0.1 networks of cases (ii) and (v) here stay at 11 and 49 % test accuracy.",
};
const unpaid: Reason = {
  because: "artefact of the source's code",
  evidence:
    "Its code leaves out the KL term. With it 200 coins, worth 200 log 2 = 139 nats, do not pay for moving 29,550 weights from the prior.",
};
const unnamed: Reason = {
  because: "settings are not published",
  evidence: "The text names no rate for gradient descent; at 0.1 it reaches 80.3 % in case (ii).",
};

/** Why claims fail, by id. */
export const reasons: Readonly<Record<string, Reason>> = {
  parameters: {
    because: "artefact of the source's code",
    evidence: "The network has 29,550 weights and biases; the library registers the mean and the rho of each twice, 4 x 29,550 = 118,200.",
  },
  ...{ "kl-i": epochs, "kl-per-parameter": epochs },
  ...{ "nearer-published": initialisation, "nearer-closed": initialisation, "others-close-bound": initialisation },
  ...{ "full-more-accurate-published": twoClasses, "full-more-accurate-bound": twoClasses, "full-more-accurate-stated": rate },
  ...{ "full-largest-stated": rate, "others-close-stated": rate, "nearer-stated": rate, "memorises-stated": rate },
  ...{ "memorises-bound": unpaid, "descent-fast-i": unnamed, "descent-fast-ii": unnamed },
};
