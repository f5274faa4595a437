import { type Rule, shown } from "./diagnosis.ts";
import { drawnOutputs, firstRows, valuesOf } from "./drawn-outputs.ts";

/** Rows looked at. */
const ROWS = 2000;

async function rootMeanSquareAway(y: ArrayLike<number>, outputs: number): Promise<number> {
  const rows = y.length / outputs;
  let squares = 0;
  for (let k = 0; k < outputs; k++) {
    let mean = 0;
    for (let i = 0; i < rows; i++) mean += y[i * outputs + k]! / rows;
    for (let i = 0; i < rows; i++) squares += (y[i * outputs + k]! - mean) ** 2;
  }
  return Math.sqrt(squares / y.length);
}

/** The noise of a normal likelihood says what a squared error counts: it must fit the targets, and after the fit the residuals. */
export const noiseModel: Rule = async ({ problem, posterior }) => {
  const { likelihood } = problem.model;
  const description = likelihood.toJSON() as { readonly kind: string; readonly stdDev?: unknown };
  if (description.kind !== "normal" || typeof description.stdDev !== "number") return undefined;
  const { stdDev } = description;
  const { x, y } = problem.data;
  const outputs = y.size / y.shape[0]!;
  const targets = await valuesOf(firstRows(y, ROWS));
  const spread = await rootMeanSquareAway(targets, outputs);
  if (stdDev > spread)
    return {
      found: `the likelihood's noise has standard deviation ${shown(stdDev)}, the targets ${shown(spread)} about their mean`,
      why: "all of the data can be explained as noise: a mean squared error without its scale is a noise of 0.71, and the prior wins over the data",
      change: 'normalLikelihood({ stdDev: "learned" }), or a noise of the size that measurements have; or fit standardised targets',
    };
  if (!posterior) return undefined;
  const residual = await residualOf();
  if (residual < 3 * stdDev && residual > stdDev / 3) return undefined;
  return {
    found: `residuals have a root mean square of ${shown(residual)}, the likelihood's noise ${shown(stdDev)}`,
    why:
      residual > stdDev
        ? "the data are less likely than the model believes: intervals are too narrow, and the weights' spread with them"
        : "the model believes in more noise than there is: intervals are too wide, and the data count too little",
    change: 'normalLikelihood({ stdDev: "learned" }), or a noise near the residuals of data held out',
  };

  /** Root mean square of the targets' distance from the mean of some functions. */
  async function residualOf(): Promise<number> {
    const values = await valuesOf(drawnOutputs(posterior!, x, { rows: ROWS }));
    const draws = values.length / targets.length;
    let squares = 0;
    for (let i = 0; i < targets.length; i++) {
      let mean = 0;
      for (let draw = 0; draw < draws; draw++) mean += values[draw * targets.length + i]! / draws;
      squares += (targets[i]! - mean) ** 2;
    }
    return Math.sqrt(squares / targets.length);
  }
};
