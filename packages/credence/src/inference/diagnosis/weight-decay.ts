import { namedOf, numberOf, type Rule, shown } from "./diagnosis.ts";

/** Optimisers of the library: their decay passes over what a standard deviation is made of. */
const passingOver = ["adam", "sgd"];

/** A Bayesian fit has its prior: a decay besides is a second one, and on rho it pulls standard deviations to softplus(0) = 0.69. */
export const weightDecay: Rule = async ({ settings }) => {
  const optimizer = namedOf(settings, "optimizer");
  if (!optimizer || namedOf(settings, "complexityWeights") === undefined) return undefined;
  const decays = Object.keys(optimizer).filter((name) => /decay/i.test(name) && (numberOf(optimizer, name) ?? 0) > 0);
  if (decays.length === 0) return undefined;
  const [name] = decays as [string];
  const value = shown(numberOf(optimizer, name)!);
  if (!passingOver.includes(optimizer.name as string))
    return {
      found: `the optimiser "${String(optimizer.name)}" has ${name} ${value}, and parameters of standard deviations among those it moves`,
      why: "decay pulls rho to 0, a standard deviation of softplus(0) = 0.69, whatever data and prior say",
      change: `let it pass over parameters whose \`decays\` is false, or leave ${name} out: the prior is in the objective`,
    };
  return {
    found: `${name} ${value} beside the prior of the model`,
    why: "it is a second prior on the means that the complexity does not know: the bound reported is not that of the fit",
    change: `leave ${name} out, and give the model the prior that is meant: N(0, 1 / (N ${name}))`,
  };
};
