import { type Context, dataSets, experiment, oneHot, type Progress, type ResultOf } from "@credence/lab";
import { integers, permutation, randomNormal, tensor } from "@credence/tensor";
import { categoricalLikelihood, metrics, normalLikelihood } from "credence";
import { relevanceClaims } from "./claims.ts";
import { relevanceFigures, relevanceTables } from "./figures.ts";
import { type RelevanceSettings, rankCorrelation, relevancesOf } from "./relevance-of.ts";

interface Settings extends RelevanceSettings {
  readonly seeds: number;
  readonly examples: number;
  readonly mushrooms: number;
}

const inputs = 50;
const relevant = 5;
const noise = 0.3;

type RelevanceUnit = { readonly name: string; readonly data: "synthetic" | "mushroom"; readonly seed: number };

/** Scores of each input by which the relevant ones are to be told from the others. */
const scores = ["ardScale", "ardSignalToNoise", "signalToNoise", "error", "epistemic"] as const;
export type ScoreName = (typeof scores)[number];

/** Fifty normal inputs, of which five at random places make the target: a wave, a product, a square and a line. */
async function* synthetic({ seed }: RelevanceUnit, context: Context<Settings>) {
  const { examples } = context.settings;
  const key = context.key.child("synthetic").child(seed);
  const places = [...permutation(key.child("places"), inputs).subarray(0, relevant)];
  const rows = 2 * examples;
  const x = await randomNormal(key.child("x"), [rows, inputs]).read();
  const e = await randomNormal(key.child("noise"), [rows]).read();
  const y = e.map((own, row) => {
    const [a, b, c, d, f] = places.map((place) => x[row * inputs + place]);
    return Math.sin(2 * a) + b * c + 0.5 * (d * d - 1) + f + noise * own;
  });
  const part = (from: number) => ({
    x: tensor(x.slice(from * inputs, (from + examples) * inputs), [examples, inputs]),
    y: tensor(y.slice(from, from + examples), [examples, 1]),
  });
  const [train, test] = [part(0), part(examples)];
  const found = yield* relevancesOf(
    {
      label: `synthetic, seed ${seed}`,
      train,
      test,
      columns: inputs,
      outputs: 1,
      hidden: 32,
      likelihood: normalLikelihood({ stdDev: noise }),
    },
    context,
    key,
  );
  const marks = Array.from({ length: inputs }, (_, input) => (places.includes(input) ? 1 : 0));
  const auroc = Object.fromEntries(
    await Promise.all(scores.map(async (score) => [score, await metrics.auroc(found[score], marks)] as const)),
  );
  return { synthetic: { seed, relevant: places.toSorted((a, b) => a - b), ...found, auroc: auroc as Record<ScoreName, number> } };
}

async function* mushroom({ seed }: RelevanceUnit, context: Context<Settings>) {
  const { labels, ...table } = await context.load(dataSets.mushroom);
  const { values, width, columns } = oneHot(table, { drop: "none" });
  const key = context.key.child("mushroom").child(seed);
  const order = permutation(key.child("rows"), table.count);
  const part = (from: number, count: number) => {
    const taken = order.subarray(from, from + count);
    const x = new Float32Array(count * width);
    for (const [row, of] of taken.entries()) x.set(values.subarray(of * width, (of + 1) * width), row * width);
    return { x: tensor(x, [count, width]), y: integers(Int32Array.from(taken, (of) => labels[of])) };
  };
  const { mushrooms } = context.settings;
  const named = table.attributes.filter(({ categories }) => categories.length > 1).map(({ name }) => name);
  const groups = named.map((name) => columns.flatMap((column, place) => (column.startsWith(`${name}=`) ? [place] : [])));
  const found = yield* relevancesOf(
    {
      ...{ label: "mushrooms", train: part(0, mushrooms), test: part(mushrooms, Math.min(2000, table.count - mushrooms)) },
      ...{ columns: width, outputs: 2, hidden: 16, likelihood: categoricalLikelihood(), groups, classes: true },
    },
    context,
    key,
  );
  const correlation = {
    surprise: rankCorrelation(found.ardScale, found.surprise),
    epistemic: rankCorrelation(found.ardScale, found.epistemic),
  };
  return { mushroom: { attributes: named, ...found, correlation } };
}

const units = ({ settings: { seeds } }: { readonly settings: Settings }): RelevanceUnit[] => [
  ...Array.from({ length: seeds }, (_, i) => ({ name: `synthetic-${i + 1}`, data: "synthetic" as const, seed: i + 1 })),
  { name: "mushroom", data: "mushroom", seed: 1 },
];

type Value = {
  readonly synthetic?: ResultOf<typeof synthetic>["synthetic"];
  readonly mushroom?: ResultOf<typeof mushroom>["mushroom"];
};

function conclude(values: readonly Value[]) {
  return {
    synthetic: values.flatMap((value) => value.synthetic ?? []),
    mushroom: values.find((value) => value.mushroom)?.mushroom ?? null,
  };
}
export type RelevanceResult = ReturnType<typeof conclude>;

/** Which inputs a network uses, read from its posterior and by permutation. */
export const featureRelevance = experiment({
  name: "feature-relevance",
  source: "overview",
  shows: "Advantages: model interpretability",
  question: "Does the posterior of the weights tell which inputs matter?",
  summary:
    "Automatic relevance determination and signal-to-noise of the first layer against permutation importance of error and of epistemic uncertainty: 5 of 50 inputs known to count, and mushrooms.",
  budgets: {
    smoke: { seeds: 1, examples: 300, mushrooms: 1000, epochs: 15, updates: 2, draws: 5, repeats: 2 },
    default: { seeds: 5, examples: 1000, mushrooms: 4000, epochs: 60, updates: 6, draws: 20, repeats: 10 },
    paper: { seeds: 10, examples: 1000, mushrooms: 6000, epochs: 150, updates: 8, draws: 50, repeats: 20 },
  } satisfies Readonly<Record<string, Settings>>,
  units,
  perform: (unit: RelevanceUnit, context: Context<Settings>): AsyncGenerator<Progress, Value, void> =>
    (unit.data === "synthetic" ? synthetic : mushroom)(unit, context),
  conclude,
  claims: relevanceClaims,
  figures: relevanceFigures,
  tables: relevanceTables,
});
