import { integers, type Tensor, tensor, zeros } from "@credence/tensor";
import { detectors } from "credence";
import { examples, inputs, iterative, nothing, only, ourModel, point, pool } from "./fixtures.ts";
import { type Argument, anyText, argument, callback, list, name, optional, options, positive, whole } from "./misuses.ts";
import { aKey, x } from "./tensor-calls.ts";

/** A valid call of each function of detectors, failure prediction and scorers. */
export const detectorCalls: Readonly<Record<string, () => readonly Argument[]>> = {
  confidence: () => [nothing()],
  confidenceLikelihood: () => [options({ loss: name("cross-entropy") })],
  confidenceModel: () => [
    ourModel(),
    optional(options({ hidden: optional(list([whole(4)])), loss: optional(name("cross-entropy")), dropout: optional(name("off")) })),
  ],
  confidenceTraining: () => [options({ ...iterative(), dropout: optional(name("off")) })],
  detectorOf: () => [anyText("mine"), callback(async () => ({ score: async () => tensor([1]), dispose: () => {} }))],
  features: () => [
    only(point()),
    x(inputs()),
    optional(options({ layer: optional(argument(1, ["a number"])), batchSize: optional(whole(2)) })),
  ],
  headOf: () => [only(point()), optional(options({ layer: optional(argument(1, ["a number"])) }))],
  prepareTogether: () => [
    list([only(detectors.energy())]),
    only(point()),
    options({ training: only({ x: inputs(), y: integers([0, 1, 0]) }), draws: whole(1), batchSize: optional(whole(2)) }),
    aKey(),
  ],
  scoredSets: () => [
    only({ score: async () => tensor([1, 2, 3]), dispose: () => {} }),
    options({ inside: x(inputs()), outside: x(inputs()) }),
  ],
  searchOdin: () => [
    only(point()),
    options({
      ...{ inside: x(inputs()), outside: x(inputs()), draws: whole(1), batchSize: optional(whole(2)) },
      ...{ temperatures: optional(list([positive(1)])), epsilons: optional(list([positive(0.1)])), divisor: optional(positive(1)) },
    }),
    aKey(),
  ],
  scorerDetector: () => [anyText("mine"), callback(async () => tensor([1]))],
  scorerOf: () => [callback(() => tensor([1])), optional(options({ keep: optional(name("logits")) }))],
  scorePool: () => [callback(async (_: unknown, rows: Tensor) => zeros([rows.shape[0]!])), pool()[0]!, aKey()],
  trueClassProbabilities: () => [only(point()), examples()],
};
