import { above, type Context, dataSets, experiment, type ResultOf } from "@credence/lab";
import { categoricalLikelihood, lenet, methods, mlp, model, normal, normalLikelihood } from "credence";
import { quickstartFigures, quickstartTables } from "./figures.ts";
import { curveData, imageData, measureClassifier, measureRegression } from "./measures.ts";

const budgets = {
  smoke: { regression: { points: 512, epochs: 300, bandDraws: 200 }, digits: { images: 2000, testImages: 300, epochs: 10, draws: 20 } },
  default: { regression: { points: 1024, epochs: 500, bandDraws: 1000 }, digits: { images: 6000, testImages: 1000, epochs: 8, draws: 50 } },
  paper: { regression: { points: 1024, epochs: 2000, bandDraws: 1000 }, digits: { images: 2e4, testImages: 5000, epochs: 20, draws: 100 } },
};
type QuickstartContext = Context<(typeof budgets)["smoke"]>;
export type QuickstartResult = { readonly regression: ResultOf<typeof regression>; readonly digits: ResultOf<typeof digits> };

/** Bayes by backprop on a noisy curve. */
async function* regression({ settings, key, fit }: QuickstartContext) {
  const { points: count, epochs, bandDraws } = settings.regression;
  const own = key.child("regression");
  const data = curveData(dataSets.blundellRegression.generate({ count }, own.child("data")));
  const network = mlp({ inputs: 1, hidden: [50, 50], outputs: 1 });
  const { posterior } = yield* fit({
    label: "regression, Bayes by backprop",
    method: methods.bayesByBackprop({ epochs, batchSize: 128, learningRate: 5e-3, draws: 1, estimator: "local", complexity: "closed" }),
    problem: { model: model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: normalLikelihood({ stdDev: 0.1 }) }), data },
    key: own.child("fit"),
  });
  return measureRegression(posterior, data, { draws: bandDraws, key: own.child("bands") });
}

/** MC dropout on drawn digits, with dropout after each layer. */
async function* digits({ settings, key, fit }: QuickstartContext) {
  const { images, testImages: count, epochs, draws } = settings.digits;
  const own = key.child("digits");
  const train = imageData(dataSets.syntheticDigits.generate({ count: images }, own.child("train")));
  const test = imageData(dataSets.syntheticDigits.generate({ count }, own.child("test")));
  const letters = imageData(dataSets.syntheticLetters.generate({ count }, own.child("letters")));
  const network = lenet({ filters: [16, 32], units: 64, dropout: 0.25 });
  const { posterior } = yield* fit({
    label: "digits, MC dropout",
    method: methods.mcDropout({ epochs, batchSize: 64, learningRate: 2e-3, lastBatch: "keep" }),
    problem: { model: model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() }), data: train },
    key: own.child("fit"),
  });
  yield { label: "asking about digits and letters", done: 0, total: draws, unit: "draws" };
  return measureClassifier(posterior, { digits: test, letters }, { draws, key: own.child("measure") });
}

/** A look at what Bayesian networks are for, on built-in data: a regression that widens, a classifier that doubts. */
export const quickstart = experiment({
  name: "quickstart",
  source: "credence",
  shows: "a first look",
  summary: "A regression that is unsure where it saw nothing, and a classifier of digits that is unsure of letters.",
  budgets,
  units: () => [{ name: "regression" }, { name: "digits" }] as const,
  async *perform({ name }, context: QuickstartContext) {
    return name === "regression" ? { regression: yield* regression(context) } : { digits: yield* digits(context) };
  },
  conclude: (parts): QuickstartResult => Object.assign({}, ...parts),
  // our own statements: what every change of the library must keep
  claims: [
    {
      id: "uncertainty-grows",
      statement: "The regression is less sure outside its data: mean sd of f in [-0.2, 1.4] outside [0, 0.5] over inside",
      measured: ({ regression: { bands } }: QuickstartResult) => bands.stdDevOutside / bands.stdDevInside,
      asks: above(2),
    },
    {
      id: "letters-doubted",
      statement: "The classifier of digits doubts letters: AUROC of epistemic uncertainty, letters positive",
      measured: ({ digits }: QuickstartResult) => digits.auroc.epistemic,
      asks: above(0.8),
    },
    {
      id: "digits-known",
      statement: "It knows digits it has not seen: test accuracy",
      measured: ({ digits }: QuickstartResult) => digits.accuracy,
      asks: above(0.9),
    },
  ].map((said) => ({ ...said, published: said.asks.words })),
  figures: quickstartFigures,
  tables: quickstartTables,
});
