import type { Reason } from "@credence/lab";

const own = (evidence: string): Reason => ({ because: "the source's own files say otherwise", evidence });
const until = own("By its own numbers one of its six networks keeps 98.2 % so long; at 95 % removed they have 88.9 to 98.5 %.");
const ninety = own("By its own numbers its networks of 400 units lose 0.95 (Gaussian) and 0.32 points (mixture) at 90 % removed.");
const same = own("By its own numbers the accuracies at 95 % removed are up to 9.5 points apart.");
const evaluation: Reason = {
  because: "chance",
  evidence: "One evaluation of ten draws varies there by about 0.5 points; 0.15 are asked.",
};
const keptEpoch: Reason = {
  because: "chance",
  evidence:
    "One minibatch decides which epoch is kept: of the mixture 180 here, 276 there. At the last epoch ours have 96.4 % and 83.7 % (mixture), 82.7 % (Gaussian).",
};

const besides1200Mixture = ["gaussian-400", "gaussian-800", "gaussian-1200", "mixture-400", "mixture-800"];

/** Why claims fail, by id. */
export const reasons: Readonly<Record<string, Reason>> = {
  ...Object.fromEntries(besides1200Mixture.map((network) => [`until-ninety-five-ours-bnn-${network}`, until])),
  ...{ "until-ninety-five-source-bnn-gaussian-400": until, "until-ninety-five-source-bnn-mixture-400": until },
  ...{ "ninety-percent-ours-bnn-gaussian-400": ninety, "ninety-percent-source-bnn-gaussian-400": ninety },
  ...{ "ninety-percent-ours-bnn-mixture-400": ninety, "ninety-percent-source-bnn-mixture-400": ninety },
  ...{ "same-ours": same, "same-source-networks": same },
  ...{ "source-recorded-bnn-gaussian-0.95": evaluation, "source-external-bnn-gaussian-0.95": evaluation },
  ...{ "source-recorded-bnn-mixture-0.95": evaluation, "source-external-bnn-mixture-0.95": evaluation },
  "accuracy-ours-bnn-gaussian-400-0.95": {
    because: "unknown",
    evidence: "Accuracy falls by 10 points from 90 to 95 % removed; complexity and layer ratios of the network are those of the source's.",
  },
  ...{ "accuracy-ours-bnn-gaussian-400-300-epochs-0.95": keptEpoch, "accuracy-ours-bnn-mixture-400-300-epochs-0.9": keptEpoch },
  ...{ "accuracy-ours-bnn-mixture-400-300-epochs-0.95": keptEpoch },
};
