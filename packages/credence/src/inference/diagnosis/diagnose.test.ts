import { key, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normalLikelihood } from "../../model/likelihoods/index.ts";
import { geometricWeights, linearWarmUp, noComplexity } from "../../model/log-joint.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import { adam } from "../../optim/adam.ts";
import type { Optimizer } from "../../optim/optimizer.ts";
import type { Inference, Problem } from "../inference.ts";
import { bayesByBackprop, deepEnsemble, fullGaussian, map, nuts, sgld, swag } from "../methods/index.ts";
import { run } from "../run.ts";
import { linearRegression } from "../testing/problems.ts";
import { type DiagnoseOptions, diagnose } from "./diagnose.ts";
import { fitMiB } from "./memory-estimate.ts";

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
    [problem, sgld({ epochs: 1, batchSize: 10, samples: 1_000_000 }), { memoryMiB: 10 }],
    [problem, sgld({ epochs: 1, batchSize: 10, samples: 100 }), { memoryMiB: 10 }],
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

test("the memory of a fit grows with what it keeps, weight by weight", () => {
  const of = (method: Inference) => fitMiB({ problem: wide, settings: method.toJSON(), count: 40 });
  const size = wide.model.network.size;
  const perSample = (of(sgld({ ...settings, samples: 130 })) - of(sgld({ ...settings, samples: 30 }))) / 100;
  expect(perSample * 2 ** 20).toBeCloseTo(4 * size, 3);
  expect(of(fullGaussian(settings))).toBeGreaterThan((4 * 7 * size ** 2) / 2 ** 20);
  expect(of(swag({ epochs: 1, batchSize: 10, rank: 40 }))).toBeGreaterThan(of(swag({ epochs: 1, batchSize: 10, rank: 20 })));
  expect(of(nuts({ draws: 1000 }))).toBeGreaterThan(of(nuts({ draws: 100 })));
});

test("a problem that is none is refused in a line", async () => {
  await expect(diagnose({ model: line, data: { x: tensor([[1]]) } } as never, map(settings))).rejects.toThrow("diagnose: y is ");
  await expect(diagnose(problem, map(settings), { draws: 0 })).rejects.toThrow("diagnose: draws is 0, expected a whole number from 1");
});
