import { mean, scope, zeros } from "@credence/tensor";
import { type Rule, shown } from "./diagnosis.ts";
import { drawnOutputs, firstRows, valuesOf } from "./drawn-outputs.ts";

/** Rows looked at. */
const ROWS = 200;

/** Each function drawn from a classifier's posterior must explain the data it was fitted to better than logits of 0 do. */
export const worseThanGuessing: Rule = async ({ problem, posterior }) => {
  if (!posterior || problem.model.likelihood.outputs !== "logits") return undefined;
  const { x, y } = problem.data;
  const { likelihood } = posterior.model;
  const losses = scope(() => {
    const outputs = drawnOutputs(posterior, x, { rows: ROWS });
    const labels = firstRows(y, ROWS);
    return [outputs, zeros(outputs.shape)].map((logits) => mean(likelihood.negativeLogProb(logits, labels)));
  });
  const [drawn, guessed] = (await Promise.all(losses.map(valuesOf))).map((one) => one[0]!) as [number, number];
  if (drawn <= guessed) return undefined;
  return {
    found: `functions drawn from the posterior have a loss of ${shown(drawn)} nats on the training data, guessing one of ${shown(guessed)}`,
    why: "the posterior is wider than the data allow: an average over draws depends on their number. A Laplace approximation is the prior where its network was trained to probability 1, which has no curvature",
    change:
      'more epochs; before a Laplace approximation map({ prior: "model" }), or a priorPrecision that validation chooses; predictionType "glm" where all weights are random',
  };
};
