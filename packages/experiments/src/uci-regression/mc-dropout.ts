import { type Context, holdBackFifth, type Progress, publishedNumbers, type SplitTable, type TableRows, tableParts } from "@credence/lab";
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
  predictiveInterval,
  predictiveStdDev,
  predictOutputs,
  priors,
  sequential,
} from "credence";
import numbers from "./published.json" with { type: "json" };
import { coverage, type Scores, scoresOf } from "./scores.ts";

export const published = publishedNumbers(numbers);

/** What the published code searches for: the rate of dropout, and tau, the precision of the noise in units of the target. */
type Choice = { readonly rate: number; readonly precision: number };

/** How much is trained and drawn. */
export interface DropoutSettings {
  readonly epochs: number;
  /** Masks of a prediction. */
  readonly draws: number;
  /** "chosen": what a kept search gave for the set; "grid": searched anew in each split, as published. */
  readonly choice: "chosen" | "grid";
}

/** One split of a table. */
export interface Asked {
  readonly table: SplitTable;
  readonly rows: TableRows;
  readonly label: string;
  readonly key: Key;
}

type DropoutContext = Pick<Context<DropoutSettings>, "settings" | "fit">;
type Work<Value> = AsyncGenerator<Progress, Value, void>;

const [lengthscale, hidden] = [0.01, 50];
/** Draws of what compares every draw with every other. */
const someDraws = 200;

/** One hidden layer, dropout on the input of each layer. A wide prior of biases is none: the published decay is of weights. */
export function modelOf(inputs: number, { rate, precision }: Choice) {
  const [first, last] = [dense({ inputs, outputs: hidden }), dense({ inputs: hidden, outputs: 1 })];
  // loss (y - f)^2: variance 1/2, but for a constant; decay (1 - p) l^2 / (2 N tau) of w^2: variance tau / ((1 - p) l^2)
  const weight = normal({ mean: 0, stdDev: Math.sqrt(precision / (1 - rate)) / lengthscale });
  return model({
    network: sequential([dropout({ rate }), first, activation("relu"), dropout({ rate }), last]),
    prior: priors({ weight, bias: normal({ mean: 0, stdDev: 1e6 }) }),
    likelihood: normalLikelihood({ stdDev: Math.SQRT1_2 }),
  });
}

/** Trains as published; all masks' outputs for the rows asked about, which tau makes a prediction of. */
async function* trained({ settings: { epochs, draws }, fit }: DropoutContext, { table, rows, label, key }: Asked, choice: Choice) {
  const { fitted, asked, truth, targetScaling } = await tableParts(table, rows);
  const { posterior } = yield* fit({
    label,
    method: methods.mcDropout({ epochs, batchSize: 128, learningRate: 1e-3, lastBatch: "keep", prior: "model" }),
    problem: { model: modelOf(table.features.length, choice), data: fitted },
    key: key.child("fit"),
  });
  const all = predictOutputs(posterior, asked.x, { draws }, key.child("predict"));
  posterior.dispose();
  const some = draws <= someDraws ? all : slice(all, [0, 0, 0], [someDraws, asked.x.shape[0], 1]);
  const by = (precision: number) => {
    const stdDev = 1 / (Math.sqrt(precision) * targetScaling.scale[0]);
    return { whole: normalPredictive({ means: all, stdDev }), some: normalPredictive({ means: some, stdDev }) };
  };
  return { by, truth, targetScaling };
}

/** One split by MC dropout: the settings it was trained with, and the scores of its test part. */
export async function* mcDropout(context: DropoutContext, asked: Asked): Work<Choice & Scores> {
  const choice = chosenFor(asked.table.name, context.settings) ?? (yield* searched(context, asked));
  const { by, truth, targetScaling } = yield* trained(context, { ...asked, label: `${asked.label}, MC dropout` }, choice);
  const { whole, some } = by(choice.precision);
  const predicted = {
    rmse: await metrics.rmse(whole, truth, { targetScaling }),
    logDensity: await metrics.lppd(whole, truth, { targetScaling }),
    stdDevs: await predictiveStdDev(whole).read(),
    interval: await predictiveInterval(some, { coverage, targetScaling }),
    density: some,
  };
  return { ...choice, ...(await scoresOf(predicted, { truth, targetScaling })) };
}

function chosenFor(set: string, { choice }: DropoutSettings): Choice | undefined {
  const rate = published.find("chosen rate", set);
  return choice === "grid" || rate === undefined ? undefined : { rate, precision: published.number("chosen precision", set) };
}

/** The grid of the published code. Of a set without one each rate is trained once, and tau is looked for from 1 over the target's variance on. */
async function candidatesOf({ table, rows }: Asked, choice: DropoutSettings["choice"]) {
  const [spread] = (await tableParts(table, rows)).targetScaling.scale;
  const own = published.findList("precisions", table.name)?.map((precision) => [precision]);
  const looked = own ?? [Array.from({ length: 12 }, (_, i) => 2 ** i / spread ** 2)];
  const rates = choice === "grid" ? published.list("dropout rates") : [0.01];
  return rates.flatMap((rate) => looked.map((precisions) => ({ rate, precisions })));
}

/** The settings with the highest log density of a fifth of the training rows. */
async function* searched(context: DropoutContext, asked: Asked): Work<Choice> {
  const rows = holdBackFifth(asked.rows.fitted, asked.key.child("fifth"));
  const candidates = await candidatesOf(asked, context.settings.choice);
  const tried: { readonly choice: Choice; readonly logDensity: number }[] = [];
  for (const [place, { rate, precisions }] of candidates.entries()) {
    const label = `${asked.label}, candidate ${place + 1} of ${candidates.length}`;
    const own = { ...asked, rows, label, key: asked.key.child("search").child(place) };
    const { by, truth, targetScaling } = yield* trained(context, own, { rate, precision: precisions[precisions.length >> 1] });
    for (const precision of precisions)
      tried.push({ choice: { rate, precision }, logDensity: await metrics.lppd(by(precision).whole, truth, { targetScaling }) });
  }
  return tried.reduce((best, one) => (one.logDensity > best.logDensity ? one : best)).choice;
}
