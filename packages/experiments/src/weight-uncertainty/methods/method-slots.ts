import type { ColorSlots } from "@credence/lab/figures";
import { mnistNetworkLabels } from "../mnist/networks.ts";

/** The colour of every method in all figures of the source: an agent, or an ensemble, has that of the network it is made of. */
export const methodSlots: ColorSlots = {
  [mnistNetworkLabels["bnn-gaussian"]]: 0,
  [mnistNetworkLabels["bnn-mixture"]]: 1,
  [mnistNetworkLabels.dnn]: 2,
  [mnistNetworkLabels["dnn-dropout"]]: 3,
  [mnistNetworkLabels["bnn-laplace"]]: 4,
  "plain networks": 2,
  "networks with dropout 0.5": 3,
  "networks with dropout 0.75": 5,
  "Bayes by backprop": 1,
  "Bayes by backprop, Thompson": 0,
  greedy: 2,
  "MC dropout, Thompson": 3,
  "linear Thompson (exact)": 4,
  "1 % random": 5,
  "5 % random": 6,
};
