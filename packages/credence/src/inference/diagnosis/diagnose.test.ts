import { integers, key, normals, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import { categoricalLikelihood, normalLikelihood } from "../../model/likelihoods/index.ts";
import { geometricWeights, linearWarmUp, noComplexity } from "../../model/log-joint.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import { adam } from "../../optim/adam.ts";
import type { Optimizer } from "../../optim/optimizer.ts";
import type { Inference, Problem } from "../inference.ts";
import { bayesByBackprop, cyclicalSgld, deepEnsemble, hmc, laplace, map, moped, nuts, sghmc, sgld } from "../methods/index.ts";
import { run } from "../run.ts";
import { linearRegression } from "../testing/problems.ts";
import { keepBest } from "../training/keep-best.ts";
import { type DiagnoseOptions, diagnose } from "./diagnose.ts";

const { model: line, data } = linearRegression();
const problem: Problem = { model: line, data };
const settings = { epochs: 2000, batchSize: 10, learningRate: 1e-2 };
const noise = (stdDev: number): Problem => ({ ...problem, model: model({ ...line, likelihood: normalLikelihood({ stdDev }) }) });
const wide = { ...problem, model: model({ ...line, network: mlp({ inputs: 3, hidden: [100], outputs: 1 }) }) };
/** An optimiser of one's own that decays every parameter. */
const careless: Optimizer = { ...adam(), name: "careless", toJSON: () => ({ name: "careless", weightDecay: 0.01 }) };
const names = async (of: Problem, method: Inference, options: DiagnoseOptions = {}) =>
  (await diagnose(of, method, options)).map(({ name }) => name);

/** Of each diagnosis a fit that has the fault and one that has not; both have no other. */
const cases: [name: string, faulty: [Problem, Inference, DiagnoseOptions?], sound: [Problem, Inference, DiagnoseOptions?]][] = [
  [
    "complexity-weight",
    [
      problem,
      bayesByBackprop({ ...settings, batchSize: 39, lastBatch: "keep", complexityWeights: geometricWeights({ relativeTo: "batch" }) }),
    ],
    [problem, bayesByBackprop({ ...settings, batchSize: 39, lastBatch: "keep", complexityWeights: geometricWeights() })],
  ],
  [
    "complexity-weight",
    [problem, bayesByBackprop({ ...settings, temperature: 0.1 })],
    [problem, bayesByBackprop({ ...settings, temperature: 1 })],
  ],
  [
    "complexity-weight",
    [problem, bayesByBackprop({ ...settings, complexityWeights: linearWarmUp({ epochs: 4000 }) })],
    [problem, bayesByBackprop({ ...settings, complexityWeights: linearWarmUp({ epochs: 1000 }) })],
  ],
  [
    "initial-spread",
    [wide, bayesByBackprop({ ...settings, initialization: { rho: [0, 0.1] } })],
    [wide, bayesByBackprop({ ...settings, initialization: { rho: [-3, -2.9] } })],
  ],
  ["initial-spread", [problem, bayesByBackprop({ ...settings, epochs: 20 })], [problem, bayesByBackprop({ ...settings, epochs: 200 })]],
  ["dead-prior", [problem, map(settings)], [problem, map({ ...settings, prior: "model" })]],
  [
    "dead-prior",
    [problem, deepEnsemble({ ...settings, members: 2 })],
    [problem, deepEnsemble({ ...settings, members: 2, prior: "model" })],
  ],
  [
    "weight-decay",
    [problem, bayesByBackprop({ ...settings, optimizer: adam({ weightDecay: 0.01 }) })],
    [problem, bayesByBackprop({ ...settings, optimizer: adam() })],
  ],
  ["noise-model", [noise(2), map({ ...settings, prior: "model" })], [noise(0.5), map({ ...settings, prior: "model" })]],
  [
    "memory-estimate",
    [problem, sgld({ epochs: 1000, batchSize: 10, learningRate: 0.02, samples: 1_000_000 }), { memoryMiB: 10 }],
    [problem, sgld({ epochs: 1000, batchSize: 10, learningRate: 0.02, samples: 100 }), { memoryMiB: 10 }],
  ],
  // the prior's 1.5 takes rate x steps of 45 with 40 data
  ["short-chain", [problem, sgld({ epochs: 1000, batchSize: 10 })], [problem, sgld({ epochs: 1000, batchSize: 10, learningRate: 0.012 })]],
  [
    "short-chain",
    [problem, sghmc({ epochs: 1000, batchSize: 10 })],
    [problem, sghmc({ epochs: 1000, batchSize: 10, learningRate: 1.2e-3 })],
  ],
  [
    "short-chain",
    [problem, cyclicalSgld({ epochs: 1000, batchSize: 10, learningRate: 0.1, cycle: 1000 })],
    [problem, cyclicalSgld({ epochs: 1000, batchSize: 10, learningRate: 0.1, cycle: 1000, explore: 0.2 })],
  ],
  [
    "few-draws",
    [problem, map({ ...settings, prior: "model" }), { draws: 20 }],
    [problem, map({ ...settings, prior: "model" }), { draws: 200 }],
  ],
];

test.each(cases)("%s: found in a fit that has the fault, and not in one that has not", async (name, faulty, sound) => {
  const [found] = await diagnose(...faulty);
  expect(await names(...faulty)).toEqual([name]);
  for (const sentence of [found!.found, found!.why, found!.change]) expect(sentence.length).toBeGreaterThan(20);
  expect(await names(...sound)).toEqual([]);
});

describe("a prior that no setting leaves out", () => {
  /** A method of one's own: its settings tell no more than its minibatches. */
  const own = (method: Inference): Inference => ({ ...method, toJSON: () => ({ name: "own", batchSize: 10 }) });

  test("is looked for in the first step, where steps may be taken", async () => {
    expect(await names(problem, own(map(settings)))).toEqual(["dead-prior"]);
    expect(await names(problem, own(map({ ...settings, prior: "model" })))).toEqual([]);
    expect(await names(problem, own(map(settings)), { steps: "none" })).toEqual([]);
  });

  test("is not looked for in a chain, whose step is a whole transition of the joint density, nor in a prior of the method's own", async () => {
    const untouched = (method: Inference): Inference => ({ ...method, fit: () => expect.unreachable("a fit was begun") });
    for (const method of [nuts(), hmc(), moped(settings)]) expect(await names(problem, untouched(method))).toEqual([]);
  });

  test("is looked for in the method whose best epoch is kept", async () => {
    const lowest = ({ objective }: { objective: number }) => objective;
    expect(await names(problem, keepBest(map(settings), { score: lowest }), { steps: "none" })).toEqual(["dead-prior"]);
  });
});

describe("a check that fails", () => {
  test("is a finding, and the others are made", async () => {
    const broken: Inference = {
      ...map(settings),
      fit: () => {
        throw new Error("broken: no data on Sundays");
      },
      toJSON: () => ({ name: "broken", batchSize: 10 }),
    };
    const found = await diagnose(noise(2), broken);
    expect(found.map(({ name }) => name)).toEqual(["dead-prior", "noise-model"]);
    expect(found[0]!.found).toBe("this check failed: broken: no data on Sundays");
  });

  test("closes the fit that it began", async () => {
    let closed = 0;
    const method = map({ ...settings, prior: "model" });
    const broken: Inference = {
      ...method,
      async *fit(of, own, options) {
        try {
          for await (const step of method.fit(of, own, options))
            yield { ...step, checkpoint: () => Promise.reject(new Error("no checkpoint")) };
          return expect.unreachable("the fit went on");
        } finally {
          closed++;
        }
      },
      toJSON: () => ({ name: "broken", batchSize: 10 }),
    };
    expect((await diagnose(problem, broken))[0]!.found).toBe("this check failed: no checkpoint");
    expect(closed).toBe(1);
  });
});

test("residuals are those of ten functions, however many a posterior holds", async () => {
  const kept = await run(sgld({ epochs: 100, batchSize: 10, burnIn: 0, thin: 4, samples: 100 }).fit(problem, key(4)));
  let evaluated = 0;
  const support = kept.support!.map((evaluate): typeof evaluate => (x) => {
    evaluated++;
    return evaluate(x);
  });
  await diagnose(problem, map({ ...settings, prior: "model" }), { posterior: { ...kept, support } });
  expect(evaluated).toBe(10);
  kept.dispose();
});

test("draws around a network without curvature are the prior, and worse than guessing; trained with a prior it has curvature", async () => {
  const centres = [
    [3, 0],
    [-3, 3],
    [-3, -3],
  ] as const;
  const labels = Int32Array.from({ length: 60 }, (_, i) => i % 3);
  const x = normals(key(8), 120).map((value, i) => centres[labels[i >> 1]!]![i % 2]! + 0.3 * value);
  const apart: Problem = {
    model: model({
      network: mlp({ inputs: 2, hidden: [20], outputs: 3 }),
      prior: normal({ mean: 0, stdDev: 1 }),
      likelihood: categoricalLikelihood(),
    }),
    data: { x: tensor(x, [60, 2]), y: integers(labels) },
  };
  const around = async (prior: "flat" | "model") => {
    const train = map({ epochs: 3000, batchSize: 60, learningRate: 0.02, prior });
    const method = laplace({ train, priorPrecision: "marginal-likelihood" });
    const posterior = await run(method.fit(apart, key(3)));
    const found = await diagnose(apart, method, { posterior, steps: "none" });
    posterior.dispose();
    return found.filter(({ name }) => name === "worse-than-guessing");
  };
  const [found] = await around("flat");
  expect(found!.found).toMatch(/loss of [\d.,]+ nats on the training data, guessing one of 1\.1$/);
  expect(await around("model")).toEqual([]);
});

test("a fit without complexity is told both: of its weight and of a prior that moves nothing", async () => {
  const found = await diagnose(problem, bayesByBackprop({ ...settings, complexityWeights: noComplexity() }));
  expect(found.map(({ name }) => name)).toEqual(["complexity-weight", "dead-prior"]);
  expect(found[0]!.found).toContain("counts the complexity 0 times");
});

test("the published geometric weights of 39 and 1 examples count the complexity as the formula says", async () => {
  const method = bayesByBackprop({
    ...settings,
    batchSize: 39,
    lastBatch: "keep",
    complexityWeights: geometricWeights({ relativeTo: "batch" }),
  });
  // pi = 2/3, 1/3: (2/3 / 39 + 1/3 / 1) 40 / 2
  const times = (2 / 3 / 39 + 1 / 3) * (40 / 2);
  expect((await diagnose(problem, method))[0]!.found).toContain(`${Number(times.toPrecision(3))} times`);
});

test("an optimiser of one's own with a decay is named, for it may reach standard deviations", async () => {
  const [found] = await diagnose(problem, bayesByBackprop({ ...settings, optimizer: careless }));
  expect(found!.name).toBe("weight-decay");
  expect(found!.found).toContain('"careless" has weightDecay 0.01, and parameters of standard deviations');
});

describe("a finished fit", () => {
  test("residuals far from the noise of the likelihood are found", async () => {
    const fitted = async (of: Problem) => run(map({ ...settings, epochs: 200, prior: "model" }).fit(of, key(1)));
    for (const [stdDev, expected] of [
      [0.05, ["noise-model"]],
      [0.5, []],
    ] as const) {
      const of = noise(stdDev);
      const found = await diagnose(of, map({ ...settings, prior: "model" }), { posterior: await fitted(of) });
      expect(found.map(({ name }) => name)).toEqual(expected);
    }
  });

  test("an ensemble of few members has few draws, whatever is asked for; a point has no spread to report", async () => {
    const ensemble = deepEnsemble({ epochs: 5, batchSize: 40, members: 3, prior: "model" });
    const posterior = await run(ensemble.fit(problem, key(2)));
    const found = await diagnose(problem, ensemble, { posterior, draws: 500 });
    expect(found.find(({ name }) => name === "few-draws")!.found).toContain(
      "3 functions in the posterior: the standard error of their standard deviation is 50 %",
    );
    const point = map({ epochs: 5, batchSize: 40, prior: "model" });
    expect(await names(problem, point, { posterior: await run(point.fit(problem, key(3))), draws: 5 })).not.toContain("few-draws");
  });
});

test("a problem that is none is refused in a line", async () => {
  await expect(diagnose({ model: line, data: { x: tensor([[1]]) } } as never, map(settings))).rejects.toThrow("diagnose: y is ");
  await expect(diagnose(problem, map(settings), { draws: 0 })).rejects.toThrow("diagnose: draws is 0, expected a whole number from 1");
});
