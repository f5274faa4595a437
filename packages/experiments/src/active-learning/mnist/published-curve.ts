import { type Context, disposeData, type learning, type Progress } from "@credence/lab";
import type { Data, Posterior } from "credence";
import { type DigitSettings, digitsFit, heuristicEpochs, type Measured, measured } from "./network.ts";
import { rowsAt } from "./rows.ts";
import { publishedStrategies, type StrategyName, wantedPerClass } from "./strategies.ts";

/** How the source's form of the loop is run. */
export interface PublishedSettings extends DigitSettings {
  /** Networks trained on each labelled set. */
  readonly trainings: number;
  /** Numbers of labels, ten at the start: each asks for what it lacks, as many of each class. */
  readonly labelCounts: readonly number[];
  /** Epochs at most, for a quick look. */
  readonly mostEpochs: number;
}

export interface PublishedRequest {
  readonly name: StrategyName;
  readonly pool: Data;
  /** Of the pool: the source acquires by them. */
  readonly labels: Int32Array;
  readonly test: Data;
  /** Rows of the pool with one image of each class. */
  readonly start: readonly number[];
  /** What the networks on the start set measured, by training: filled by the strategy that comes first. */
  readonly firstRound: Map<number, Measured>;
  /** The network every training goes on from and hands on; left out, each training starts anew. */
  readonly from?: Posterior;
}

/**
 * A learning curve as the source's code makes it: `trainings` networks on one labelled set, of which the last one acquires, k of each class by the
 * true labels; the start images stay in the pool.
 */
export async function* publishedCurve(
  context: Context<PublishedSettings>,
  { name, pool, labels, test, start, from, firstRound }: PublishedRequest,
): AsyncGenerator<Progress, { points: learning.Point[]; asked: number[]; rows: number[] }, void> {
  const { settings, key } = context;
  const { trainings, labelCounts, draws, mostEpochs } = settings;
  const acquired: number[] = [];
  const points: learning.Point[] = [];
  let asked: number[] = [];
  let current = from;
  for (const [round, count] of labelCounts.entries()) {
    const indices = [...start, ...acquired];
    const data = rowsAt(pool, Int32Array.from(indices));
    const epochs = Math.min(mostEpochs, heuristicEpochs(count));
    const accuracies: number[] = [];
    for (let training = 0; training < trainings; training++) {
      // without the strategy's name: equal labelled sets give equal networks
      const own = key.child("published").child(count).child(training);
      const label = `${name}, ${count} labels, training ${training + 1} of ${trainings}`;
      const { posterior } = yield* context.fit(digitsFit(label, { data, epochs, key: own, ...(current ? { from: current } : {}) }));
      const measure = (): Promise<Measured> => measured(posterior, test, { draws, key: own.child("test") });
      const { accuracy } = round === 0 && !from ? await once(training, measure) : await measure();
      accuracies.push(accuracy);
      if (current !== from) current?.dispose();
      current = posterior;
    }
    points.push({ labels: indices.length, accuracies });
    disposeData(data);
    const next = labelCounts[round + 1];
    if (next !== undefined) {
      asked = await ask((next - count) / 10, round);
      acquired.push(...asked);
    }
    // a network that starts anew has nothing of the one before
    if (!from) {
      current?.dispose();
      current = undefined;
    }
  }
  if (current !== from) current?.dispose();
  return { points, asked, rows: acquired };

  /** Every strategy starts with the same networks. */
  async function once(training: number, measure: () => Promise<Measured>): Promise<Measured> {
    const known = firstRound.get(training) ?? (await measure());
    firstRound.set(training, known);
    return known;
  }

  async function ask(perClass: number, round: number): Promise<number[]> {
    const own = key.child("published").child("acquire").child(name).child(round);
    const request = { posterior: current!, x: pool.x, labels, taken: new Set(acquired), perClass, draws, key: own };
    return wantedPerClass(publishedStrategies[name], request);
  }
}
