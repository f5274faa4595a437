import { integers, key, normals, tensor } from "@credence/tensor";
import { categoricalLikelihood, type Inference, loadPosterior, methods, mlp, model, normal, predictOutputs, run } from "credence";
import { expect, test } from "vitest";
import { experiment } from "../define-experiment.ts";
import type { Experiment } from "../experiment.ts";
import { type RunRequest, runExperiment } from "./run-experiment.ts";
import { memoryStorage } from "./testing/memory-storage.ts";
import { toyDependencies, untilFinished } from "./testing/toy-experiment.ts";

const count = 40;
const points = normals(key(1).child("points"), 2 * count);
const x = tensor(points, [count, 2]);
const y = integers(Int32Array.from({ length: count }, (_, row) => (points[2 * row] * points[2 * row + 1] > 0 ? 1 : 0)));
const settings = { epochs: 4, batchSize: 16, learningRate: 1e-2 };

/** MOPED by itself: the network it is fitted `from` is trained first, under the same key. */
const trainedFirst = (method: Inference): Inference => ({
  ...method,
  async *fit(problem, own, options = {}) {
    const from = await run(methods.map(settings).fit(problem, own.child("trained first")));
    return yield* method.fit(problem, own, { ...options, from });
  },
});

const trained: Record<keyof typeof methods, Inference> = {
  laplace: methods.laplace({ weights: "all", train: methods.map(settings) }),
  map: methods.map(settings),
  bayesByBackprop: methods.bayesByBackprop(settings),
  mcDropout: methods.mcDropout(settings),
  deepEnsemble: methods.deepEnsemble({ ...settings, members: 2 }),
  hmc: methods.hmc({ chains: 2, warmUp: 8, draws: 8, leapfrogs: 4 }),
  sgld: methods.sgld({ ...settings, burnIn: 2, thin: 2, samples: 2 }),
  sghmc: methods.sghmc({ ...settings, burnIn: 2, thin: 2, samples: 2 }),
  cyclicalSgld: methods.cyclicalSgld({ ...settings, cycle: 4, perCycle: 2, explore: 0.5, samples: 4 }),
  fullGaussian: methods.fullGaussian(settings),
  lowRankGaussian: methods.lowRankGaussian(settings),
  moped: trainedFirst(methods.moped(settings)),
  multiSwag: methods.multiSwag({ ...settings, members: 2, thin: 2 }),
  swag: methods.swag({ ...settings, thin: 2 }),
  nuts: methods.nuts({ chains: 2, warmUp: 8, draws: 8, maxDepth: 4 }),
};

/** Trains on a few points and reports the outputs it predicts, to the last bit. */
function training(name: keyof typeof methods): Experiment {
  const classifier = model({
    network: mlp({ inputs: 2, hidden: [8], outputs: 2, ...(name === "mcDropout" ? { dropout: 0.5 } : {}) }),
    prior: normal({ mean: 0, stdDev: 1 }),
    likelihood: categoricalLikelihood(),
  });
  return experiment({
    name,
    source: "credence",
    shows: "nothing published",
    summary: "A small training",
    budgets: { smoke: {}, default: {}, paper: {} },
    async *run({ fit, key: root }) {
      const { posterior, trace } = yield* fit({
        label: name,
        method: trained[name],
        problem: { model: classifier, data: { x, y } },
        key: root.child("fit"),
        afterEpoch: async (_, now) => ({ first: (await outputsOf(now()))[0] }),
      });
      return { trace, outputs: await outputsOf(posterior) };
    },
    claims: [],
    figures: () => [],
    tables: () => [],
  });
}

async function outputsOf(posterior: Parameters<typeof predictOutputs>[0]): Promise<number[]> {
  return [...(await predictOutputs(posterior, x, { draws: 3 }, key(2)).read())];
}

test.each(Object.keys(methods) as (keyof typeof methods)[])(
  "%s, crashed and interrupted, ends with the bytes of an undisturbed run",
  async (name) => {
    const request: RunRequest = { experiment: training(name), budget: "smoke", seed: 0, options: {}, command: "" };
    const real = { key: key(0), loadPosterior, checkpointSeconds: 3 };
    const result = (storage: ReturnType<typeof memoryStorage>) => new TextDecoder().decode(storage.files.get("result.json"));

    const left = memoryStorage();
    await runExperiment(request, toyDependencies({ ...real, storage: left }));
    expect(JSON.parse(result(left)).values.trace.at(-1).epoch).toBe(
      { deepEnsemble: 8, hmc: 16, multiSwag: 8, nuts: 16 }[name as string] ?? 4,
    );

    let changes = 0;
    const crash = () => {
      if (++changes % 11 === 0) throw new Error("crash");
    };
    const [disturbed, artifacts] = [memoryStorage(crash), memoryStorage(crash)];
    const { crashes } = await untilFinished(() => {
      const controller = new AbortController();
      let steps = 0;
      const onProgress = () => void (++steps === 5 && controller.abort());
      return runExperiment(request, toyDependencies({ ...real, storage: disturbed, artifacts, signal: controller.signal, onProgress }));
    });
    expect(crashes).toBeGreaterThan(2);
    expect(result(disturbed)).toBe(result(left));

    const fromArtifact = memoryStorage();
    await runExperiment(request, toyDependencies({ ...real, storage: fromArtifact, artifacts }));
    expect(result(fromArtifact), "a loaded posterior predicts what the trained one did").toBe(result(left));
  },
);
