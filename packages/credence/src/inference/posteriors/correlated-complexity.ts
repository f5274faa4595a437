import { add, affine, mean, reshape, scope, square, sum, type Tensor } from "@credence/tensor";
import type { Normal } from "../../distributions/normal.ts";
import type { Model } from "../../model/model.ts";
import { priorOf } from "../../model/priors.ts";
import { expectWhole } from "../../settings.ts";
import type { Complexity, ComplexityOptions } from "./complexity.ts";
import type { CorrelatedGaussian } from "./correlated-gaussian.ts";
import type { NamedArray } from "./saved.ts";

const LOG_2PI = Math.log(2 * Math.PI);

/** Draws averaged where the prior of some weight has no closed form and no number is asked for. */
const COMPLEXITY_DRAWS = 20;

/** A Gaussian, its arrays, and draws of it. */
interface Drawn {
  readonly arrays: readonly NamedArray[];
  readonly gaussian: CorrelatedGaussian;
  /** @shape [draws, ...] each */
  readonly drawn: ReadonlyMap<string, Tensor>;
}

const isNormal = (prior: { readonly kind: string; readonly fused?: unknown }): prior is Normal<number> =>
  prior.kind === "normal" && prior.fused !== undefined;

/**
 * KL[q || prior] of correlated weights: the entropy is exact, and so is the rest under normal priors; under others it is a mean over the draws.
 *
 *   KL = -(W (1 + log 2 pi) + log det) / 2 - E_q log p(w),   -E_q log N(w; m, s^2) = log s + log(2 pi) / 2 + (variance + (mean - m)^2) / (2 s^2)
 *
 * @shape [] where all priors are normal, else [draws]
 */
export function correlatedComplexity(model: Model, { arrays, gaussian, drawn }: Drawn): Tensor {
  const byName = new Map(arrays.map(({ name, value }) => [name, value]));
  const variances = gaussian.variances();
  const size = [...variances.values()].reduce((total, array) => total + array.size, 0);
  const surprises = gaussian.weights.map((weight): Tensor => {
    const prior = priorOf(model.prior, weight);
    const variance = variances.get(weight.name)!;
    if (isNormal(prior)) {
      const away = square(affine(byName.get(`${weight.name}.mean`)!, { shift: -prior.mean }));
      return affine(sum(add(variance, away)), {
        scale: 0.5 / prior.stdDev ** 2,
        shift: variance.size * (Math.log(prior.stdDev) + 0.5 * LOG_2PI),
      });
    }
    const draws = drawn.get(weight.name)!;
    return affine(sum(reshape(prior.logProb(draws), [draws.shape[0]!, -1]), { axis: 1 }), { scale: -1 });
  });
  const entropy = affine(gaussian.logDeterminant(), { scale: -0.5, shift: -0.5 * size * (1 + LOG_2PI) });
  return surprises.reduce((total, one) => add(total, one), entropy);
}

/** KL[q || prior] of a fitted posterior. @throws for a number of draws that is no whole number from 1 */
export async function correlatedComplexityOf(
  model: Model,
  { arrays, gaussian }: Omit<Drawn, "drawn">,
  { key, draws = COMPLEXITY_DRAWS }: ComplexityOptions & { readonly key: Parameters<CorrelatedGaussian["draw"]>[0] },
): Promise<Complexity> {
  expectWhole("complexity", "draws", draws);
  const { each, average } = scope(() => {
    const nats = correlatedComplexity(model, { arrays, gaussian, drawn: gaussian.draw(key, draws) });
    return { each: nats, average: mean(nats) };
  });
  const [value] = await average.read();
  const nats = Array.from(await each.read());
  for (const array of new Set([each, average])) array.dispose();
  if (each.shape.length === 0) return { value: value!, standardError: 0 };
  const squares = nats.reduce((total, one) => total + (one - value!) ** 2, 0);
  return { value: value!, standardError: Math.sqrt(squares / (draws - 1) / draws) };
}
