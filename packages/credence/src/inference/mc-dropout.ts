import { dropoutPosterior, firstDropout } from "./dropout-posterior.ts";
import type { Inference } from "./inference.ts";
import { fitPoint, type MapOptions } from "./map.ts";

/**
 * Monte Carlo dropout: trained as a network with dropout, predicting with dropout left on.
 * @see gal2016
 */
export function mcDropout(options: MapOptions): Inference {
  const fit = fitPoint("mcDropout", options, dropoutPosterior);
  return {
    name: "mcDropout",
    async *fit(problem, key, fitOptions) {
      // said before training, not after it
      firstDropout(problem.model.network);
      return yield* fit(problem, key, fitOptions);
    },
  };
}
