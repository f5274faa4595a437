import type { Key } from "@credence/tensor";
import { expectPosterior, type Posterior } from "../../inference/posteriors/posterior.ts";
import type { PredictOptions } from "../../inference/predict.ts";
import { auroc } from "../../metrics/ranking.ts";
import type { CategoricalPredictive } from "../../predictive/categorical-predictive.ts";
import { expectKey, expectList, expectNotNegative, expectOptions, expectPositive, expectWhole } from "../../settings.ts";
import { fixedPredictive } from "../adversarial/fixed-predictive.ts";
import { inScoredBatches } from "../scores/score.ts";
import { expectInputs } from "./detector.ts";
import { doubtsOfMoved } from "./moved-inputs.ts";
import { expectCategoricalPosterior, type OdinOptions } from "./odin.ts";
import type { DetectionSets } from "./scored-sets.ts";

/** Two sets that a search may see, neither of them tested on later, and the settings it chooses among. */
export interface OdinSearchOptions extends DetectionSets, PredictOptions, Pick<OdinOptions, "divisor"> {
  /** T of the softmax to try. @default [1, 2, 5, 10, 100, 1000] */
  readonly temperatures?: readonly number[];
  /** Steps to try, before `divisor`. @default [0, 0.0014, 0.005, 0.02, 0.05] */
  readonly epsilons?: readonly number[];
}

/** What a search chose: options of `odin`, and how well they part its two sets. */
export interface OdinSearch {
  readonly options: OdinOptions & { readonly temperature: number; readonly epsilon: number };
  /** On the sets of the search. */
  readonly auroc: number;
}

/**
 * The temperature and step of ODIN that part two sets best by AUROC, the first of those that tie, temperature by temperature. Choose on sets that you do not
 * test on. Costs a gradient for each temperature and a prediction for each setting.
 *
 * @throws for an empty list, temperatures that are not above 0, epsilons below 0, a set that is empty or has labels, and sets of different shapes
 * @see   liang2018
 * @example
 * const network = mlp({ inputs: 2, hidden: [3], outputs: 2 });
 * const small = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
 * const training = { x: tensor([[0, 1], [1, 0]]), y: integers([1, 0]) };
 * const classifier = await run(methods.map({ epochs: 5, batchSize: 2 }).fit({ model: small, data: training }, key(0)));
 * const sets = { inside: training.x, outside: tensor([[9, 9], [-9, -9]]) };
 * const { options } = await searchOdin(classifier, { ...sets, draws: 1, temperatures: [1, 10], epsilons: [0] }, key(1));
 * detectors.odin(options).name // => "odin"
 */
export async function searchOdin(posterior: Posterior<CategoricalPredictive>, options: OdinSearchOptions, key: Key): Promise<OdinSearch> {
  const where = "searchOdin";
  expectPosterior(where, posterior);
  expectOptions<OdinSearchOptions>(where, options, {
    ...{ inside: true, outside: true, temperatures: true, epsilons: true, divisor: true, draws: true, batchSize: true },
  });
  const { inside, outside, temperatures = [1, 2, 5, 10, 100, 1000], epsilons = [0, 0.0014, 0.005, 0.02, 0.05] } = options;
  const { divisor = 1, draws, batchSize = 2000 } = options;
  expectInputs(where, inside, { name: "the inside set", shape: inside?.shape?.slice(1) ?? [], of: "itself" });
  expectInputs(where, outside, { name: "the outside set", shape: inside.shape.slice(1), of: "the inside set" });
  expectList(where, "temperatures", temperatures);
  for (const [i, temperature] of temperatures.entries()) expectPositive(where, `temperatures[${i}]`, temperature);
  expectList(where, "epsilons", epsilons);
  for (const [i, epsilon] of epsilons.entries()) expectNotNegative(where, `epsilons[${i}]`, epsilon);
  expectPositive(where, "divisor", divisor);
  expectWhole(where, "draws", draws);
  expectWhole(where, "batchSize", batchSize);
  expectKey(where, key);
  expectCategoricalPosterior(where, posterior);
  if (temperatures.length * epsilons.length === 0)
    throw new Error(`${where}: temperatures and epsilons give nothing to choose from, expected one of each or more`);
  const predictive = fixedPredictive(posterior, { draws, key });
  const settings = temperatures.flatMap((temperature) => epsilons.map((epsilon) => ({ temperature, epsilon })));
  const moves = settings.map(({ temperature, epsilon }) => ({
    temperature,
    gradientTemperature: temperature,
    size: -epsilon / divisor,
  }));
  const both: Float32Array[][] = [];
  for (const x of [inside, outside]) {
    const doubts = await inScoredBatches(x, batchSize, (rows) => doubtsOfMoved(predictive, rows, moves));
    both.push(await Promise.all(doubts.map((one) => one.read())));
    for (const one of doubts) one.dispose();
  }
  const [low, high] = both as [Float32Array[], Float32Array[]];
  let best: OdinSearch | undefined;
  for (const [place, setting] of settings.entries()) {
    const scores = [...low[place]!, ...high[place]!];
    const found = await auroc(
      scores,
      scores.map((_, row) => Number(row >= low[place]!.length)),
    );
    if (!best || found > best.auroc) best = { options: { ...setting, divisor }, auroc: found };
  }
  return best!;
}
