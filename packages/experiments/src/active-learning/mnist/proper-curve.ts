import type { Context, Progress, ResumableStep } from "@credence/lab";
import { type Acquisition, activeLearning, type Data, type Posterior, simulatedLabeller } from "credence";
import { type DigitSettings, digitsModel, heuristicEpochs, measured, trainingOf } from "./network.ts";

/** How the proper form of the loop is run. */
export interface ProperSettings extends DigitSettings {
  /** Start sets, pools and networks of their own. */
  readonly trials: number;
  /** Labels at the end. */
  readonly upTo: number;
  /** Numbers of labels measured on all test images; others on some. */
  readonly fullAt: readonly number[];
  /** Rows of the pool scored in a round, drawn by the key. */
  readonly scored: number;
  readonly mostEpochs: number;
}

export interface ProperRequest {
  readonly acquisition: Acquisition;
  /** Strategies of one trial share its start set and its first network. */
  readonly trial: number;
  readonly pool: Data;
  /** Of the pool: the labeller's. */
  readonly labels: Int32Array;
  readonly start: readonly number[];
  /** Rows asked about in a round. */
  readonly count: number;
  readonly some: Data;
  readonly all: Data;
  /** What distinguishes the pool, for the artifact: the source's files or ours. */
  readonly poolName: string;
}

/** What a trial leaves: accuracy and NLL by number of labels, and which rows were asked about last. */
export type ProperCurve = {
  readonly points: readonly { readonly labels: number; readonly accuracy: number; readonly nll: number }[];
  readonly asked: readonly number[];
  /** All rows asked about, the start set apart. */
  readonly rows: readonly number[];
  /** Training steps of one image, and images scored times draws, over all rounds: the work, in passes through the network. */
  readonly trainingPasses: number;
  readonly scoringPasses: number;
};

/** A learning curve by the library's loop: no label of the pool is seen before it is asked for, and each trial has its own start set. */
export async function* properCurve(context: Context<ProperSettings>, request: ProperRequest): AsyncGenerator<Progress, ProperCurve, void> {
  const { settings, key } = context;
  const { acquisition, trial, pool, labels, start, count, poolName } = request;
  const { upTo, scored, draws, mostEpochs, fullAt, testImages, fullTestImages } = settings;
  const rounds = 1 + (upTo - start.length) / count;
  const own = key.child("proper").child(trial);
  const epochsOf = (n: number) => Math.min(mostEpochs, heuristicEpochs(n));
  return yield* context.resumable<ProperCurve>({
    label: `${acquisition.name}, trial ${trial}`,
    unit: "rounds",
    computation: "active-learning",
    determinedBy: {
      ...{ acquisition: acquisition.name, ...acquisition.settings, count, upTo, scored, draws, mostEpochs, fullAt, poolName },
      ...{ testImages, fullTestImages, start, network: digitsModel.network.toJSON() as never, training: trainingOf(1).toJSON() },
    },
    key: own,
    data: [labels],
    start: steps,
  });

  async function* steps(resume: Uint8Array | undefined): AsyncGenerator<ResumableStep, ProperCurve, void> {
    const saved = resume && (JSON.parse(new TextDecoder().decode(resume)) as { loop: number[]; curve: ProperCurve });
    const points = [...(saved?.curve.points ?? [])];
    let { asked = [], rows = [], trainingPasses = 0, scoringPasses = 0 }: Partial<ProperCurve> = saved?.curve ?? {};
    const loop = activeLearning(
      {
        ...{
          model: digitsModel,
          x: pool.x,
          classes: 10,
          labeller: simulatedLabeller(labels),
          acquisition: acquisition as Acquisition<never>,
        },
        ...{ start, count, rounds, draws, scored, batchSize: 500, key: own },
        method: (n) => trainingOf(epochsOf(n)),
        // a fit of its own, so that the strategies share the first
        train: async ({ method, problem, key: fitKey }) => {
          const { data } = problem;
          const label = `${acquisition.name}, trial ${trial}, ${data.y.shape[0]} labels`;
          return finished(context.fit({ label, method, problem: { model: digitsModel, data }, key: fitKey }));
        },
      },
      saved ? { resume: Uint8Array.from(saved.loop) } : {},
    );
    for await (const round of loop) {
      const n = round.indices.length;
      const images = fullAt.includes(n) ? request.all : request.some;
      const found = await measured(round.posterior, images, { draws, key: own.child("test") });
      points.push({ labels: n, ...found });
      trainingPasses += n * epochsOf(n);
      rows = round.indices.slice(start.length);
      if (round.asked.length > 0) {
        asked = round.asked;
        if (acquisition.name !== "random") scoringPasses += Math.min(scored, labels.length - n) * draws;
      }
      yield {
        step: round.round + 1,
        steps: rounds,
        checkpoint: async () =>
          new TextEncoder().encode(
            JSON.stringify({ loop: [...(await round.checkpoint())], curve: { points, asked, rows, trainingPasses, scoringPasses } }),
          ),
      };
    }
    return { points, asked, rows, trainingPasses, scoringPasses };
  }
}

/** The posterior of a fit, whose progress is that of a round. */
async function finished(fit: ReturnType<Context<ProperSettings>["fit"]>): Promise<Posterior<never>> {
  for (;;) {
    const next = await fit.next();
    if (next.done) return next.value.posterior as Posterior<never>;
  }
}
