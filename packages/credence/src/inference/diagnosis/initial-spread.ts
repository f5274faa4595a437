import type { Normal } from "../../distributions/normal.ts";
import { softplusOf } from "../../distributions/softplus.ts";
import { priorOf } from "../../model/priors.ts";
import { batchesOf, namedOf, numberOf, type Rule, shown } from "./diagnosis.ts";

const inverse = (s: number): number => Math.log(Math.expm1(s));

/**
 * Standard deviations must begin where the data can be seen through them, and within reach of the prior's: a pre-activation has noise of
 * s sqrt(inputs), and Adam moves rho by the learning rate a step at most.
 */
export const initialSpread: Rule = async (diagnosed) => {
  const { problem, settings } = diagnosed;
  const { network, prior } = problem.model;
  const rho = namedOf(settings, "initialization")?.rho;
  if (!Array.isArray(rho)) return undefined;
  const middle = (Number(rho[0]) + Number(rho[1])) / 2;
  const stdDev = softplusOf(middle);
  const widest = Math.max(...network.weights.filter(({ role }) => role === "weight").map(({ fanIn }) => fanIn));
  const noise = stdDev * Math.sqrt(widest);
  if (noise > 1)
    return {
      found: `standard deviations begin near ${shown(stdDev)}: the noise of a unit with ${widest.toLocaleString("en-US")} inputs has ${shown(noise)}`,
      why: "inputs and activations are of the size of 1: their signal drowns in the noise of the weights, and means get no gradient to learn by",
      change: `initialization: { rho: [a, b] } with softplus(rho) below ${shown(0.5 / Math.sqrt(widest))}; the default is [-5, -4], near 0.01`,
    };
  if (namedOf(settings, "optimizer")?.name !== "adam") return undefined;
  const widths = network.weights.map((weight) => priorOf(prior, weight)).filter(({ kind }) => kind === "normal") as Normal<number>[];
  if (widths.length < network.weights.length) return undefined;
  const target = Math.max(...widths.map((one) => one.stdDev));
  const steps = (numberOf(settings, "epochs") ?? 0) * batchesOf(diagnosed).length;
  const reach = (numberOf(settings, "learningRate") ?? 0) * steps;
  const way = inverse(target) - middle;
  if (way <= reach) return undefined;
  return {
    found: `rho begins near ${shown(middle)} and moves by ${shown(reach)} at most (${steps.toLocaleString("en-US")} steps of Adam), of the ${shown(way)} to the prior's standard deviation, ${shown(target)}`,
    why: "weights that the data say nothing about cannot become as uncertain as the prior: the spread that is reported is where it began",
    change: "more epochs, a larger learning rate, or an initial rho nearer to the prior",
  };
};
