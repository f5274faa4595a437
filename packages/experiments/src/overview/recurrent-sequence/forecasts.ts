import { type Context, mean, significant } from "@credence/lab";
import type { Key } from "@credence/tensor";
import {
  dense,
  expectContinuous,
  gru,
  heteroscedasticNormalLikelihood,
  type Inference,
  lstm,
  methods,
  metrics,
  model,
  type Network,
  normal,
  type Posterior,
  predict,
  predictiveQuantiles,
  sequential,
} from "credence";
import { methodLabels } from "../methods/classified.ts";
import type { Settings, Task } from "./recurrent-sequence.ts";
import { horizon, quasiPeriodic, seen, windowsOf } from "./series.ts";

const units = 32;
const learning = { batchSize: 64, learningRate: 3e-3 } as const;

interface Training {
  readonly network: () => Network;
  readonly method: (epochs: number) => Inference;
}
// a mean and a log variance for each step of the horizon
const outputs = dense({ inputs: units, outputs: 2 * horizon });

/** The state behind the window, from which a dense layer tells all steps of the horizon. */
const trainings: Readonly<Record<Task["method"], Training>> = {
  plain: {
    network: () => sequential([lstm({ inputs: 1, units }), outputs]),
    method: (epochs) => methods.map({ epochs, ...learning }),
  },
  dropout: {
    network: () => sequential([gru({ inputs: 1, units, recurrentDropout: 0.1 }), outputs]),
    method: (epochs) => methods.mcDropout({ epochs, ...learning }),
  },
  bayes: {
    network: () => sequential([lstm({ inputs: 1, units }), outputs]),
    method: (epochs) => methods.bayesByBackprop({ epochs, ...learning, complexity: "closed" }),
  },
};

/** Every window of the first three quarters of the series to train on, every fifth of the last quarter to test. */
export function forecastData({ settings, key }: Pick<Context<Settings>, "settings" | "key">) {
  const series = quasiPeriodic(settings.seriesSteps, key.child("series"));
  const split = Math.round(0.75 * settings.seriesSteps);
  return { train: windowsOf(series.subarray(0, split), 1), test: windowsOf(series.subarray(split), 5) };
}
type ForecastData = ReturnType<typeof forecastData>;

/** How far the network sees ahead: coverage and width of its 90 % intervals, error, and its bands on one window. */
export async function* forecast({ method }: Pick<Task, "method">, context: Context<Settings>, { train, test }: ForecastData) {
  const { settings, key, fit } = context;
  const own = key.child("forecast").child(method);
  const { network, method: trained } = trainings[method];
  const { posterior } = yield* fit({
    label: `forecast, ${methodLabels[method]}`,
    method: trained(settings.seriesEpochs),
    problem: {
      model: model({ network: network(), prior: normal({ mean: 0, stdDev: 0.3 }), likelihood: heteroscedasticNormalLikelihood() }),
      data: train,
    },
    key: own,
  });
  yield { label: `forecast, ${methodLabels[method]}, intervals`, done: 0, total: settings.draws, unit: "draws" };
  const measured = await intervals(posterior, test, { draws: settings.draws, key: own.child("test") });
  posterior.dispose();
  return measured;
}

const probabilities = [0.05, 0.25, 0.5, 0.75, 0.95];

async function intervals(posterior: Posterior, { x, y }: ForecastData["test"], { draws, key }: { draws: number; key: Key }) {
  const predictive = expectContinuous("recurrent-sequence", await predict(posterior, x, { draws }, key));
  const [lowest, low, median, high, highest] = await predictiveQuantiles(predictive, probabilities);
  const coverage = await metrics.intervalCoverage({ lower: lowest!, upper: highest! }, y);
  const rmse = await metrics.rmse(predictive, y);
  const [given, targets] = [await x.read(), await y.read()];
  const windows = targets.length / horizon;
  const over = (of: (place: number) => number) =>
    Array.from({ length: horizon }, (_, step) => mean(Array.from({ length: windows }, (_, window) => of(window * horizon + step))));
  const inside = (place: number) => Number(targets[place]! >= lowest![place]! && targets[place]! <= highest![place]!);
  // one window as an example: the one in the middle
  const window = Math.floor(windows / 2);
  const part = (values: ArrayLike<number>, length: number) =>
    significant(
      Array.from({ length }, (_, i) => values[window * length + i]!),
      4,
    );
  predictive.dispose();
  return {
    ...{ windows, coverage: significant([100 * coverage], 4)[0]!, rmse: significant([rmse], 4)[0]! },
    width: significant(
      over((place) => highest![place]! - lowest![place]!),
      4,
    ),
    coverages: significant(
      over((place) => 100 * inside(place)),
      4,
    ),
    example: {
      ...{ given: part(given, seen), targets: part(targets, horizon), median: part(median!, horizon) },
      ...{ lowest: part(lowest!, horizon), low: part(low!, horizon), high: part(high!, horizon), highest: part(highest!, horizon) },
    },
  };
}
