import {
  type Context,
  holdBackFifth,
  type Progress,
  publishedNumbers,
  type SplitTable,
  type TableParts,
  type TableRows,
  tableParts,
} from "@credence/lab";
import { type Key, slice } from "@credence/tensor";
import {
  activation,
  dense,
  dropout,
  methods,
  metrics,
  model,
  normal,
  normalLikelihood,
  normalPredictive,
  predictOutputs,
  priors,
  sequential,
} from "credence";
import numbers from "./published.json" with { type: "json" };
import { type Scores, scoresOf } from "./scores.ts";

export const published = publishedNumbers(numbers);

/** What the published code searches for: the rate of dropout, and tau, the precision of the noise in units of the target. */
export type Choice = { readonly rate: number; readonly precision: number };

/** How much is trained and drawn. */
export interface DropoutSettings {
  readonly epochs: number;
  /** Masks of a prediction. */
  readonly draws: number;
  /** "chosen": what a kept search gave for the set; "grid": searched anew in each split, as published. */
  readonly choice: "chosen" | "grid";
}

type DropoutContext = Pick<Context<DropoutSettings>, "settings" | "fit">;
type Work<Value> = AsyncGenerator<Progress, Value, void>;

/** One split of a table. */
interface Asked {
  readonly table: SplitTable;
  readonly rows: TableRows;
  readonly label: string;
  readonly key: Key;
}

const [lengthscale, hidden] = [0.01, 50];
/** Draws of what compares every draw with every other. */
const someDraws = 200;

/** One hidden layer, dropout on the input of each layer. A wide prior of biases is none: the published decay is of weights. */
export function modelOf(inputs: number, { rate, precision }: Choice) {
  const network = sequential([
    dropout({ rate }),
    dense({ inputs, outputs: hidden }),
    activation("relu"),
    dropout({ rate }),
    dense({ inputs: hidden, outputs: 1 }),
  ]);
  // loss (y - f)^2: variance 1/2, but for a constant; decay (1 - p) l^2 / (2 N tau) of w^2: variance tau / ((1 - p) l^2)
  const weight = normal({ mean: 0, stdDev: Math.sqrt(precision / (1 - rate)) / lengthscale });
  const prior = priors({ weight, bias: normal({ mean: 0, stdDev: 1e6 }) });
  return model({ network, prior, likelihood: normalLikelihood({ stdDev: Math.SQRT1_2 }) });
}

/** Trains as published; the outputs of all masks for the rows asked about, which tau makes a prediction. */
async function* predicted(
  { settings, fit }: DropoutContext,
  { parts, choice, label, key }: Pick<Asked, "label" | "key"> & { parts: TableParts; choice: Choice },
) {
  const { epochs, draws } = settings;
  const { posterior } = yield* fit({
    label,
    method: methods.mcDropout({ epochs, batchSize: 128, learningRate: 1e-3, lastBatch: "keep", prior: "model" }),
    problem: { model: modelOf(parts.fitted.x.shape[1], choice), data: parts.fitted },
    key: key.child("fit"),
  });
  const all = predictOutputs(posterior, parts.asked.x, { draws }, key.child("predict"));
  posterior.dispose();
  const some = draws <= someDraws ? all : slice(all, [0, 0, 0], [someDraws, ...all.shape.slice(1)]);
  return (precision: number) => {
    const stdDev = 1 / (Math.sqrt(precision) * parts.targetScaling.scale[0]);
    return { whole: normalPredictive({ means: all, stdDev }), some: normalPredictive({ means: some, stdDev }) };
  };
}

/** One split by MC dropout: the settings it was trained with, and the scores of its test part. */
export async function* mcDropout(context: DropoutContext, asked: Asked): Work<Choice & Scores> {
  const { table, rows, label, key } = asked;
  const choice = chosenFor(table.name, context.settings) ?? (yield* searched(context, asked));
  const parts = await tableParts(table, rows);
  const predictive = yield* predicted(context, { parts, choice, label: `${label}, MC dropout`, key });
  return { ...choice, ...(await scoresOf(predictive(choice.precision), parts)) };
}

function chosenFor(set: string, { choice }: DropoutSettings): Choice | undefined {
  const rate = published.find("chosen rate", set);
  return choice === "grid" || rate === undefined ? undefined : { rate, precision: published.number("chosen precision", set) };
}

/** The grid of the published code. Of a set without one each rate is trained once, and tau is looked for from 1 over the target's variance on. */
function candidatesOf(set: string, { choice, spread }: { readonly choice: DropoutSettings["choice"]; readonly spread: number }) {
  const own = published.findList("precisions", set)?.map((precision) => [precision]);
  const looked = own ?? [Array.from({ length: 12 }, (_, i) => 2 ** i / spread ** 2)];
  const rates = choice === "grid" ? published.list("dropout rates") : [0.01];
  return rates.flatMap((rate) => looked.map((precisions) => ({ rate, precisions })));
}

/** The settings with the highest log density of a fifth of the training rows. */
async function* searched(context: DropoutContext, { table, rows, label, key }: Asked): Work<Choice> {
  const parts = await tableParts(table, holdBackFifth(rows.fitted, key.child("fifth")));
  const { targetScaling } = parts;
  let best: { choice: Choice | undefined; logDensity: number } = { choice: undefined, logDensity: Number.NEGATIVE_INFINITY };
  const candidates = candidatesOf(table.name, { choice: context.settings.choice, spread: targetScaling.scale[0] });
  for (const [place, { rate, precisions }] of candidates.entries()) {
    const own = { label: `${label}, candidate ${place + 1} of ${candidates.length}`, key: key.child("search").child(place) };
    const trained = { rate, precision: precisions[Math.floor(precisions.length / 2)] };
    const predictive = yield* predicted(context, { parts, choice: trained, ...own });
    for (const precision of precisions) {
      const logDensity = await metrics.lppd(predictive(precision).whole, parts.truth, { targetScaling });
      if (logDensity > best.logDensity) best = { choice: { rate, precision }, logDensity };
    }
  }
  if (!best.choice) throw new Error(`${label}: no candidate has a finite log density`);
  return best.choice;
}
