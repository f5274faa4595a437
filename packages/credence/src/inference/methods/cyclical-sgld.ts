import { expectOptions, expectPositive, expectWhole, refused } from "../../settings.ts";
import type { Inference } from "../inference.ts";
import { iterativeInference } from "../training/iterative.ts";
import { keptSamples } from "../training/kept-samples.ts";
import { langevin } from "../training/langevin.ts";
import { type LangevinOptions, langevinOptionNames } from "../training/langevin-options.ts";

/** Settings of cyclical stochastic-gradient Langevin dynamics. */
export interface CyclicalSgldOptions extends LangevinOptions {
  /** Steps of a cycle; the rate falls by half a cosine from the learning rate to 0 in each. */
  readonly cycle: number;
  /** Samples kept at the end of each cycle. @default 3 */
  readonly perCycle?: number;
  /** Share of a cycle, its first, that descends without noise. @default 0.8 */
  readonly explore?: number;
}

/**
 * Cyclical stochastic-gradient Langevin dynamics: large steps find another mode, small ones with noise sample it, again and again. The last steps of a
 * cycle that have noise are kept at even distances.
 *
 * What spreads the samples are the steps with noise, at a rate that falls to 0: those of the last share 1 - explore have 0.65 % of the cycle's steps times the
 * learning rate at `explore: 0.8`, 31 % at 0.2. Where samples have too little spread, explore less, or take longer cycles.
 *
 * @throws for settings out of range, and for more samples of a cycle than it has steps with noise
 * @see zhang2020
 */
export function cyclicalSgld(options: CyclicalSgldOptions): Inference {
  const where = "cyclicalSgld";
  expectOptions(where, options, { ...langevinOptionNames, cycle: true, perCycle: true, explore: true });
  const { cycle, perCycle = 3, explore = 0.8, temperature = 1, samples = 30, ...rest } = options;
  expectPositive(where, "temperature", temperature);
  expectWhole(where, "samples", samples);
  expectWhole(where, "cycle", cycle);
  expectWhole(where, "perCycle", perCycle);
  if (typeof explore !== "number" || !(explore >= 0 && explore < 1)) throw refused(where, "explore", explore, "a number from 0 to below 1");
  const noisy = cycle - Math.ceil(explore * cycle);
  const every = Math.floor(noisy / perCycle);
  if (every < 1)
    throw new Error(`${where}: perCycle is ${perCycle}, expected at most ${noisy}, the steps with noise of a cycle of ${cycle}`);
  // of a cycle's last steps: perCycle of them, `every` apart, the last step among them
  const keptBy = (steps: number): number => {
    const into = steps % cycle;
    return Math.floor(steps / cycle) * perCycle + Math.max(0, Math.floor((into - (cycle - every * perCycle)) / every));
  };
  return iterativeInference(keptSamples(where, { samples, keptBy, settings: { samples, cycle, perCycle, explore } }), {
    ...rest,
    optimizer: langevin({ temperature, friction: 1, cycle: { length: cycle, explore } }),
  });
}
