import { assign } from "@credence/tensor";
import { isOfLikelihood } from "../../model/learned-likelihood.ts";
import type { Parameter } from "../../optim/optimizer.ts";
import type { Posterior } from "../posteriors/posterior.ts";

/** True for what not every family or likelihood has (a rho, a factor of the covariance), and begins as usual where it is not given. */
const mayBeMissing = (name: string): boolean => !name.endsWith(".mean") || isOfLikelihood(name);

/**
 * Gives parameters the values that a posterior's arrays of the same name have: training goes on from a trained network. Standard deviations,
 * and what the likelihood learns, are taken over where both have them.
 *
 * @throws, before anything changes, for a posterior that is not of a single network, and the first array that one has and the other has not, or has
 *   in another shape
 */
export function startFrom(where: string, parameters: readonly Parameter[], from: Posterior): void {
  if (!from.parameters)
    throw new Error(
      `${where}: from is of kind "${from.kind}", expected one with the weights of a single network, such as "point" or "mean-field"`,
    );
  const given = new Map(from.parameters.map(({ name, value }) => [name, value]));
  const own = new Set(parameters.map(({ name }) => name));
  for (const { name, value } of parameters) {
    const source = given.get(name);
    if (!source && !mayBeMissing(name)) throw new Error(`${where}: from has no array "${name}", which the model has`);
    if (source && source.shape.join() !== value.shape.join())
      throw new Error(`${where}: "${name}" of from is [${source.shape.join(", ")}], expected [${value.shape.join(", ")}]`);
  }
  for (const name of given.keys())
    if (!own.has(name) && !mayBeMissing(name)) throw new Error(`${where}: from has an array "${name}", which the model has not`);
  for (const { name, value } of parameters) {
    const source = given.get(name);
    if (source) assign(value, source);
  }
}
