import { type Context, experiment, type GivenOptions, mean, type ResultOf, type Unit } from "@credence/lab";
import type { Key } from "@credence/tensor";
import { methods, mlp, model, normal, normalLikelihood, type Posterior } from "credence";
import { isPublishedSetup, regressionSets, regressionSetup } from "../regression/fit.ts";
import { column, type RegressionData, regressionData, rounded, shownInputs } from "../regression/networks.ts";
import { shownPoints } from "../regression/scores.ts";
import { observed } from "../training/observed-training.ts";
import { regressionEnsemblesClaims } from "./claims.ts";
import { regressionEnsemblesFigures, regressionEnsemblesTables } from "./figures.ts";

const paper = {
  networks: 25,
  /** Rates of dropout in training, one ensemble each; 0 is the plain network. */
  dropouts: [0, 0.5, 0.75],
  epochs: 1000,
  hidden: regressionSetup.paper.hidden,
  points: regressionSetup.paper.points,
  batchSize: 128,
  learningRate: 1e-3,
  traceEvery: 20,
};
type Settings = typeof paper;

/** Independently trained networks without and with dropout: how much they agree where there are no data. */
export const regressionEnsembles = experiment({
  name: "regression-ensembles",
  source: "weight-uncertainty",
  shows: "Figures 1 and 7",
  question: "Do ensembles of plain and of dropout networks know where they have seen no data?",
  summary: "The baseline of a Bayesian regression: an ensemble of plain networks, and of networks trained with dropout.",
  budgets: {
    smoke: { ...paper, networks: 3, epochs: 60, hidden: [50, 50], learningRate: 1e-2 },
    // The source's epochs with a fifth of its networks.
    default: { ...paper, networks: 5 },
    paper,
  },
  units: ({ settings: { dropouts, networks } }: GivenOptions<Settings>) =>
    dropouts.flatMap((dropout) =>
      Array.from({ length: networks }, (_, i) => ({ name: `dropout-${dropout}-network-${i + 1}`, dropout, member: i + 1 })),
    ),
  prepare: async ({ key, settings: { points } }) => ({
    ...regressionSets(key, { points, testPoints: 1 }),
    test: regressionData({ count: 128, low: -0.2, high: 1.4, key: key.child("ensemble").child("test") }),
    grid: column(shownInputs),
  }),
  perform,
  conclude,
  claims: regressionEnsemblesClaims,
  figures: regressionEnsemblesFigures,
  tables: regressionEnsemblesTables,
});

const ensembleLabel = (dropout: number): string => (dropout === 0 ? "plain networks" : `networks with dropout ${dropout}`);

type Member = Unit & { readonly dropout: number; readonly member: number };
type Sets = ReturnType<typeof regressionSets> & { readonly test: RegressionData; readonly grid: RegressionData["x"] };

/** Maximum likelihood from the framework's initialisation; dropout acts in training and is off in prediction, as the source has it. */
async function* perform({ dropout, member }: Member, { settings, key, fit }: Context<Settings>, { train, test, grid }: Sets) {
  const label = `${ensembleLabel(dropout)}, network ${member} of ${settings.networks}`;
  const shared = key.child("ensemble").child(`dropout ${dropout}`);
  const own = sharingSteps(shared.child(member), shared.child("steps"));
  const { epochs, batchSize, learningRate, hidden, traceEvery } = settings;
  const { method, latest } = observed(methods.map({ epochs, batchSize, learningRate, prior: "flat", initialization: { mean: "fan-in" } }));
  const network = mlp({ inputs: 1, hidden, outputs: 1, dropout });
  const likelihood = normalLikelihood({ stdDev: squaredErrorStdDev });
  const { posterior, trace } = yield* fit({
    ...{ label, method, key: own },
    problem: { model: model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood }), data: { x: train.x, y: train.y } },
    // the key's words do not say that its steps are the ensemble's
    determinedBy: { minibatches: "shared by the ensemble", traceEvery },
    async afterEpoch(epoch, posterior) {
      if (epoch !== 1 && epoch % traceEvery !== 0) return undefined;
      const outputs = await outputsOf(posterior(), { x: test.x, key: own });
      const squares = outputs.map((output, i) => (output - test.points.y[i]) ** 2);
      return { rmse: Math.sqrt(mean(squares)), mse: latest().objective - constant };
    },
  });
  const values = rounded(await outputsOf(posterior, { x: grid, key: own }));
  posterior.dispose();
  // RMSE at 128 noisy points in [-0.2, 1.4], dropout off; mean squared error of the epoch's last minibatch, dropout on
  return { dropout, values, trace: trace as unknown as readonly { readonly epoch: number; readonly rmse: number; readonly mse: number }[] };
}

/** Networks that differ in their initial weights only: of each f at the inputs, and its trace. */
export type TrainedEnsemble = RegressionEnsemblesResult["ensembles"][number];
export type RegressionEnsemblesResult = ResultOf<typeof conclude>;

function conclude(members: readonly ResultOf<typeof perform>[], { settings }: Context<Settings>, sets: Sets) {
  const { dropouts, epochs } = settings;
  // the number of networks enters the tolerances
  const asPublished = epochs === paper.epochs && isPublishedSetup(settings);
  const ensembles = dropouts.map((dropout) => {
    const own = members.filter((member) => member.dropout === dropout);
    const [functions, traces] = [own.map(({ values }) => values), own.map(({ trace }) => trace)];
    return { dropout, label: ensembleLabel(dropout), epochs, asPublished, functions, traces };
  });
  return { x: shownInputs, ensembles, points: shownPoints(sets) };
}

/**
 * A network's own key, whose minibatches and dropout masks are those of the whole ensemble: the source sets its generator back to 0 once a
 * network is built, so that its networks differ in their initial weights alone.
 */
export const sharingSteps = (own: Key, ensemble: Key): Key => ({
  words: own.words,
  child: (label) => (label === "initial" ? own : ensemble).child(label),
});

/** A likelihood of this standard deviation makes the negative log-likelihood the squared error, and a constant. */
const squaredErrorStdDev = Math.SQRT1_2;
const constant = 0.5 * Math.log(2 * Math.PI * squaredErrorStdDev ** 2);

/** A point posterior is one function: the key draws nothing. */
async function outputsOf(posterior: Posterior, { x, key }: { readonly x: RegressionData["x"]; readonly key: Key }): Promise<number[]> {
  const outputs = posterior.draw(key)(x);
  const values = Array.from(await outputs.read());
  outputs.dispose();
  return values;
}
