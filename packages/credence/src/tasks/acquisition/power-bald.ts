import { uniforms } from "@credence/tensor";
import { expectOptions, expectPositive } from "../../settings.ts";
import { mutualInformation } from "../scores/mutual-information.ts";
import { scorerOf } from "../scores/score.ts";
import { type Acquisition, expectInPool } from "./acquisition.ts";
import { highest } from "./highest-score.ts";
import { scoresOf } from "./score-pool.ts";

/** Settings of PowerBALD. */
export interface PowerBaldOptions {
  /** Rows are drawn in proportion to the score to this power: towards 0 at random, towards infinity the highest. @default 1 */
  readonly power?: number;
}

const score = scorerOf(mutualInformation);

/**
 * Rows drawn without replacement in proportion to a power of their mutual information: a batch that does not take copies of one row, at the price of one
 * look at the pool.
 *
 *   the highest of power log I[y; w | x] + g,  g standard Gumbel
 *
 * @throws for settings out of range
 * @see kirsch2023
 */
export function powerBaldWith(options: PowerBaldOptions = {}): Acquisition {
  expectOptions<PowerBaldOptions>("powerBald", options, { power: true });
  const { power = 1 } = options;
  expectPositive("powerBald", "power", power);
  return {
    name: "powerBald",
    settings: { power },
    async select(pool, count, key) {
      expectInPool("powerBald", pool, count, key);
      const information = await scoresOf("powerBald", score, pool, key.child("draws"));
      const u = uniforms(key.child("gumbel"), information.length);
      // what rounding leaves below 0 is 0, and comes last
      const drawn = Float64Array.from(
        information,
        (value, i) => power * Math.log(Math.max(0, value)) - Math.log(-Math.log(u[i] || 2 ** -25)),
      );
      return highest("powerBald", drawn, count, key.child("ties"));
    },
  };
}

/** Rows drawn in proportion to their mutual information: `powerBaldWith({ power: 1 })`. @see kirsch2023 */
export const powerBald: Acquisition = powerBaldWith();
