import type { Reason } from "@credence/lab";

const sample: Reason = {
  because: "chance",
  evidence:
    "The 1,024 points decide it: the same training in PyTorch 1.13 has an RMSE of 0.457 on the source's points, and of 0.767, 0.539 and 0.550 on three other samples.",
};
const minibatch: Reason = {
  because: "chance",
  evidence:
    "It is of one minibatch of 128 noisy points that all networks share: the spread over networks does not hold that of the points.",
};
const spread: Reason = {
  because: "unknown",
  evidence: "Ours share minibatches and masks, as the source's note on seeds has it; minibatches of each network's own would spread more.",
};

/** Why claims fail, by id. */
export const reasons: Readonly<Record<string, Reason>> = {
  ...{ "rmse-plain": sample, "mean-plain": sample, "mean-dropout-0.5": sample },
  ...{ "mse-plain": minibatch, "mse-dropout-0.5": minibatch, "mse-dropout-0.75": minibatch },
  ...{ "rmse-spread-plain": spread, "rmse-spread-dropout-0.5": spread, "rmse-spread-dropout-0.75": spread, "mse-spread-plain": spread },
};
