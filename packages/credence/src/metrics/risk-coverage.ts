import { readValues, type Values } from "./values.ts";

/** Error among the x a classifier answers, when it answers only those it is surest of. Element k - 1 answers k of N. */
export interface RiskCoverageCurve {
  /** 1/N, 2/N ... 1. */
  readonly coverage: Float64Array;
  /** Mean loss of the answered. */
  readonly risk: Float64Array;
}

/**
 * Risk at each coverage, the most confident first.
 *
 *   risk(k/N) = mean loss of the k most confident
 *
 * Where confidences tie, the loss is what a random order of the tied would give on average, so the curve does not depend on the order of
 * the data.
 *
 * @shape confidence [count], loss [count], such as 1 for wrong and 0 for right (see `topLabel`)
 * @throws for NaN or lengths that differ, and for no values
 * @see   geifman2017
 */
export const riskCoverageCurve = (confidence: Values, loss: Values): Promise<RiskCoverageCurve> =>
  curveOf("riskCoverageCurve", confidence, loss);

async function curveOf(where: string, confidence: Values, loss: Values): Promise<RiskCoverageCurve> {
  const [scores, losses] = await Promise.all([readValues(where, "confidence", confidence), readValues(where, "loss", loss)]);
  const count = scores.length;
  if (count === 0 || losses.length !== count)
    throw new Error(`${where}: ${count} confidences and ${losses.length} losses, expected as many, 1 or more`);
  for (let i = 0; i < count; i++)
    if (Number.isNaN(scores[i]!) || Number.isNaN(losses[i]!))
      throw new Error(`${where}: confidence ${i} is ${scores[i]} with loss ${losses[i]}, expected numbers`);
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((i, j) => scores[j]! - scores[i]! || 0);
  const curve = { coverage: new Float64Array(count), risk: new Float64Array(count) };
  let before = 0;
  for (let start = 0; start < count; ) {
    let end = start;
    let tied = 0;
    for (; end < count && scores[order[end]!] === scores[order[start]!]; end++) tied += losses[order[end]!]!;
    for (let k = start; k < end; k++) {
      curve.coverage[k] = (k + 1) / count;
      curve.risk[k] = (before + (tied * (k + 1 - start)) / (end - start)) / (k + 1);
    }
    before += tied;
    start = end;
  }
  return curve;
}

/**
 * Area under the risk-coverage curve (AURC): the mean risk over coverages 1/N, 2/N ... 1. Lower is better.
 *
 * @shape confidence [count], loss [count]
 * @throws as `riskCoverageCurve`
 * @example
 * await metrics.areaUnderRiskCoverage([0.9, 0.8, 0.7], [0, 0, 1]) // => 0.1111
 */
export async function areaUnderRiskCoverage(confidence: Values, loss: Values): Promise<number> {
  const { risk } = await curveOf("areaUnderRiskCoverage", confidence, loss);
  return risk.reduce((sum, one) => sum + one, 0) / risk.length;
}
