import { printedAs } from "@credence/tensor";
import type { Predictive } from "../../predictive/predictive.ts";
import { type Posterior, withPosteriorChecks } from "./posterior.ts";

/** A posterior that looks at its arguments, and what `console.log` shows of it: "Posterior mean-field, 1,234 weights", and how many functions where they are finitely many and more than one. */
export const printedPosterior = <P extends Predictive>(posterior: Posterior<P>): Posterior<P> =>
  printedAs(withPosteriorChecks(posterior), ({ kind, model, support }) => {
    const weights = `${model.network.size.toLocaleString("en-US")} weights`;
    return `Posterior ${kind}, ${support && support.length > 1 ? `${support.length} networks of ${weights}` : weights}`;
  });
