import type { Normal } from "../../distributions/normal.ts";
import { priorOf } from "../../model/priors.ts";
import { noisyShare } from "../training/langevin.ts";
import { batchesOf, namedOf, numberOf, type Rule, shown } from "./diagnosis.ts";

/**
 * A chain by stochastic gradients must come as far as the prior is wide, for weights that the data say nothing about: it spreads by
 * sqrt(2 rate T steps / (a N)), friction a.
 */
export const shortChain: Rule = async (diagnosed) => {
  const { problem, settings, count } = diagnosed;
  const dynamics = namedOf(settings, "optimizer");
  if (dynamics?.name !== "langevin") return undefined;
  const { network, prior } = problem.model;
  const widths = network.weights.map((weight) => priorOf(prior, weight)).filter(({ kind }) => kind === "normal") as Normal<number>[];
  if (widths.length < network.weights.length) return undefined;
  const target = Math.max(...widths.map(({ stdDev }) => stdDev));
  const steps = (numberOf(settings, "epochs") ?? 0) * batchesOf(diagnosed).length;
  const { friction, temperature, cycle } = { friction: 1, temperature: 1, ...dynamics } as unknown as Parameters<typeof noisyShare>[0];
  const time =
    (steps * (numberOf(settings, "learningRate") ?? 0) * noisyShare({ friction, temperature, ...(cycle && { cycle }) })) / friction;
  const reach = Math.sqrt((2 * temperature * time) / count);
  // of a random walk of that spread a chain has seen the prior's width once
  if (!(reach < target)) return undefined;
  return {
    found: `in ${steps.toLocaleString("en-US")} steps a weight without data spreads by ${shown(reach)}, of the prior's standard deviation, ${shown(target)}`,
    why: "samples are from about where the chain began: the spread reported is too small, most of all where data say little",
    change:
      "a larger learningRate, up to 0.2 over the largest curvature of the objective (a variance is then 11 % too large), more epochs, or sghmc, whose momentum is worth 1 / friction of the rate",
  };
};
