import { dropoutPosterior } from "./dropout-posterior.ts";
import type { Inference } from "./inference.ts";
import { fitPoint, type MapOptions } from "./map.ts";

/**
 * Monte Carlo dropout: trained as a network with dropout, predicting with dropout left on.
 * @see gal2016
 */
export const mcDropout = (options: MapOptions): Inference => ({ name: "mcDropout", fit: fitPoint("mcDropout", options, dropoutPosterior) });
