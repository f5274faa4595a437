import type { ColorSlots } from "@credence/lab/figures";
import { banditAgents } from "./bandit-mushroom/agents.ts";
import { mnistNetworkLabels } from "./mnist/networks.ts";

/** The colour of every method in all figures of the source: an agent has that of the network it plays with. */
export const methodSlots: ColorSlots = {
  [mnistNetworkLabels["bnn-gaussian"]]: 0,
  [mnistNetworkLabels["bnn-mixture"]]: 1,
  [mnistNetworkLabels.dnn]: 2,
  [mnistNetworkLabels["dnn-dropout"]]: 3,
  [mnistNetworkLabels["bnn-laplace"]]: 4,
  "plain networks": 2,
  "networks with dropout 0.5": 3,
  "networks with dropout 0.75": 5,
  [banditAgents["bbb-thompson"].label]: 0,
  [banditAgents.bbb.label]: 1,
  [banditAgents.greedy.label]: 2,
  [banditAgents.dropout.label]: 3,
  [banditAgents.linear.label]: 4,
  [banditAgents["epsilon-1"].label]: 5,
  [banditAgents["epsilon-5"].label]: 6,
};
