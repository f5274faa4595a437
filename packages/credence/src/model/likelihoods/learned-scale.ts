import type { Tensor } from "@credence/tensor";
import type { Predictive } from "../../predictive/predictive.ts";
import { refused } from "../../settings.ts";
import type { Likelihood, LikelihoodDescription } from "./likelihood.ts";

/** A standard deviation or scale: given, or learned with the weights as one logarithm that starts at 0. */
export type Scale = number | "learned";

/** @throws unless it is above 0 or "learned" */
export function expectScale(where: string, name: string, scale: Scale): void {
  if (!(typeof scale === "number" && Number.isFinite(scale) && scale > 0) && scale !== "learned")
    throw refused(where, name, scale, typeof scale === "number" ? "above 0" : 'above 0 or "learned"');
}

/** What a likelihood does once its logarithm of a scale is known. */
type AtScale<P extends Predictive> = Pick<Likelihood<P>, "negativeLogProb" | "predictive" | "hessianFactor">;

/**
 * A likelihood that learns one scale, as the logarithm `name`: unbounded, and a step of it is a relative change.
 * Until a fit or a posterior binds the logarithm, asking it for anything is refused.
 */
export function learnedScaleLikelihood<P extends Predictive>(
  where: string,
  { name, description, at }: { readonly name: string; readonly description: LikelihoodDescription; at(logScale: Tensor): AtScale<P> },
): Likelihood<P> {
  const unknown = (): never => {
    throw new Error(`${where}: ${name} is learned and not bound, expected the model of a posterior or of a fit, whose likelihood holds it`);
  };
  const bound = (values: Readonly<Record<string, Tensor>> | undefined): Likelihood<P> => ({
    ...(values ? at(values[name]!) : { negativeLogProb: unknown, predictive: unknown }),
    kind: description.kind,
    learned: { initial: { [name]: 0 }, ...(values && { values }), bind: bound },
    toJSON: () => description,
  });
  return bound(undefined);
}
