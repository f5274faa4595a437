import { imageTensors, judgeAll, type TraceRow } from "@credence/lab";
import { key } from "@credence/tensor";
import { expect, it } from "vitest";
import { mnistFit } from "../mnist/fit.ts";
import { mnistModel, mnistNetworkNames, type TableNetworkName } from "../mnist/networks.ts";
import { type MnistTraining, mnistTraining } from "../mnist/training.ts";
import { shorterUnits, trainedUnits } from "../mnist/units.ts";
import { keptEpoch } from "../training/lowest-objective.ts";
import { mnistErrorClaims } from "./claims.ts";
import { type MnistErrorNetwork, type MnistErrorResult, mnistError } from "./mnist-error.ts";

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** A network with these wrong images of 10,000, whose traced error falls along `trace`, ten epochs a row. */
const network = (name: TableNetworkName, wrong: number[], trace: readonly number[]): MnistErrorNetwork => ({
  network: name,
  units: 400,
  epochs: name.startsWith("bnn") ? 600 : 300,
  errorStated: wrong.length / 100,
  errorPublished: wrong.length / 100,
  nllPerDatum: 0.05,
  complexityPerWeight: null,
  weights: 478_410,
  untrainedComplexity: null,
  wrong,
  wrongPublished: wrong,
  trace: trace.map((errorPercent, i) => ({ epoch: 10 * (i + 1), errorPercent, objective: 1, nll: 1, complexity: null })),
});

const result: MnistErrorResult = {
  trainImages: 60_000,
  testImages: 10_000,
  batchSize: 128,
  learningRate: 1e-4,
  schedule: "constant",
  networks: [
    network("bnn-gaussian", range(0, 131), [...Array(38).fill(2), 1.5, ...Array(21).fill(1.3)]),
    network("bnn-mixture", range(0, 170), [...Array(20).fill(3), ...Array(40).fill(1.7)]),
    // a spike at the end
    network("dnn", range(50, 245), [...Array(7).fill(3), ...Array(12).fill(2), 4]),
    network("dnn-dropout", range(0, 153), [...Array(10).fill(3), ...Array(20).fill(1.5)]),
  ],
};

const verdictOf = (id: string, of = result) => judgeAll(mnistErrorClaims, of, "paper").find((claim) => claim.id === id)?.verdict;

it.each([
  ["bnn-gaussian-400-stated", "reproduced"],
  ["bnn-gaussian-800-stated", "not tested at this budget"],
  // 1.70 against 1.42
  ["bnn-mixture-400-published", "not reproduced"],
  // 1.53 is the stored run of 300 epochs; the table's 1.27 is stated for 600
  ["dnn-dropout-400-published", "reproduced"],
  ["dnn-dropout-400-stated", "not tested at this budget"],
  ["dnn-400-published", "reproduced"],
  ["dnn-400-stated", "not tested at this budget"],
  ["weights-400", "reproduced"],
  ["weights-800", "not tested at this budget"],
  // 50 images wrong for one only, 114 for the other: 0.64 points, 5 standard errors
  ["bnn-beats-plain-400", "reproduced"],
  ["bnn-not-worse-than-plain-400", "reproduced"],
  // 0 against 22: 4.7 standard errors better, which is "if not better"
  ["bnn-equals-dropout-400", "reproduced"],
  ["bnn-beats-dropout-400", "reproduced"],
  // asked of all three sizes
  ["gaussian-beats-mixture", "not tested at this budget"],
  ["gaussian-mixture-points-published", "not tested at this budget"],
  ["best-mixture", "not tested at this budget"],
  // within a tenth of 2.0 at epoch 80, of 1.7 at epoch 210
  ["plain-converges-sooner-400", "reproduced"],
  // of 1.3 at epoch 400, but lower than 2.0
  ["plain-converges-sooner-stated-400", "reproduced"],
  // of 1.5 at epoch 110, and 1.7 is at most 0.25 above it
  ["dropout-converges-sooner-400", "reproduced"],
  ["dropout-converges-sooner-stated-400", "reproduced"],
  // 50 images wrong for one only, 75 for the other: 0.25 points, 2.2 standard errors
  ["mixture-beats-plain-400", "reproduced"],
  // 17 more than dropout in the same places: 4.1 standard errors
  ["mixture-equals-dropout-400", "not reproduced"],
  // 1.31 against 1.82 and 1.36
  ["gaussian-beats-blundell-400", "reproduced"],
  // of 1200 units, which are not here
  ["plain-spikes-1200", "not tested at this budget"],
])("claim %s is %s", (id, verdict) => {
  expect(verdictOf(id)).toBe(verdict);
  const ids = judgeAll(mnistErrorClaims, result, "paper").map((claim) => claim.id);
  expect(new Set(ids).size).toBe(ids.length);
});

/** The result with another network in place of that of its name. */
const withNetwork = (one: MnistErrorNetwork): MnistErrorResult => ({
  ...result,
  networks: result.networks.map((each) => (each.network === one.network ? one : each)),
});

it("similar to dropout bounds both the standard errors and the points", () => {
  // wrong in disjoint places: 0.26 points higher, 1.5 standard errors
  const noisy = withNetwork(network("bnn-gaussian", range(1000, 1179), [1]));
  expect(verdictOf("bnn-equals-dropout-400", noisy)).toBe("not reproduced");
  // 20 more in the same places: 0.2 points, 4.5 standard errors
  const sure = withNetwork(network("bnn-gaussian", range(0, 173), [1]));
  expect(verdictOf("bnn-equals-dropout-400", sure)).toBe("not reproduced");
  const equal = withNetwork(network("bnn-gaussian", range(1000, 1160), [1]));
  expect(verdictOf("bnn-equals-dropout-400", equal)).toBe("reproduced");
});

it("stored comparisons take the errors of ten draws", () => {
  const worse = withNetwork({ ...result.networks[0], wrongPublished: range(0, 153) });
  expect(verdictOf("bnn-beats-dropout-400", worse)).toBe("not reproduced");
  expect(verdictOf("bnn-equals-dropout-400", worse)).toBe("reproduced");
});

it("the difference of the priors is asked of the mean of all sizes", () => {
  const sized = (mixture: number) => {
    const { networks } = withNetwork(network("bnn-mixture", range(0, mixture), [1]));
    return { ...result, networks: [400, 800, 1200].flatMap((units) => networks.map((one) => ({ ...one, units }))) };
  };
  const verdicts = (of: MnistErrorResult) =>
    ["gaussian-beats-mixture", "gaussian-mixture-points-stated", "mixture-gaussian-points-blundell"].map((id) => verdictOf(id, of));
  // 131 images against 170, 146 and 66, the same in each size: 0.39 ± 0.06 points, 0.15 ± 0.04, -0.65 ± 0.08
  expect(verdicts(sized(170))).toEqual(["reproduced", "not reproduced", "not reproduced"]);
  expect(verdicts(sized(146))).toEqual(["reproduced", "reproduced", "not reproduced"]);
  expect(verdicts(sized(66))).toEqual(["not reproduced", "not reproduced", "reproduced"]);
});

it("a spike among the last errors moves neither the end nor the epoch of convergence", () => {
  const claim = judgeAll(mnistErrorClaims, result, "paper").find(({ id }) => id === "plain-converges-sooner-400");
  expect(claim?.measured).toContain("plain network: epoch 80, 2.00 %");
});

it("spikes are asked of the figure's size", () => {
  const large = (of: MnistErrorResult) => ({ ...of, networks: of.networks.map((one) => ({ ...one, units: 1200 })) });
  // one of 4 % above 2 %, 14 standard errors
  expect(verdictOf("plain-spikes-1200", large(result))).toBe("reproduced");
  const smooth = withNetwork(network("dnn", range(50, 245), Array(30).fill(2)));
  expect(verdictOf("plain-spikes-1200", large(smooth))).toBe("not reproduced");
});

it("an error between those of Blundell et al. does not beat both", () => {
  expect(verdictOf("gaussian-beats-blundell-400", withNetwork(network("bnn-gaussian", range(0, 136), [1])))).toBe("not reproduced");
});

it("leaves the numbers of Table 3 open below the budget of the paper, and all but the count of weights at smoke", () => {
  const tested = (budget: "default" | "smoke") =>
    judgeAll(mnistErrorClaims, result, budget)
      .filter(({ verdict }) => verdict !== "not tested at this budget")
      .map(({ id }) => id);
  const order = ["bnn", "mixture"].flatMap((id) =>
    ["beats-plain", "not-worse-than-plain", "equals-dropout"].map((what) => `${id}-${what}-400`),
  );
  expect(tested("default")).toEqual(["weights-400", ...order]);
  expect(tested("smoke")).toEqual(["weights-400"]);
});

it("says how much complexity the last minibatch holds", () => {
  const method = (of: MnistErrorResult) => mnistError.figures(of)[1].method;
  const networks = [{ ...result.networks[0], trace: [{ epoch: 1, errorPercent: 1, objective: 1, nll: 1, complexity: 1e6 }] }];
  expect(method({ ...result, networks })).toContain(
    "1e-141 (minibatch 468 of 468), so that it is the likelihood of 128 training images and nothing else",
  );
  // 1e6 / (2^15 - 1) / 128
  expect(method({ ...result, networks, trainImages: 2000 })).toContain("3e-5 (minibatch 15 of 15), which adds up to 0.24 nats per image");
});

it("draws published errors beside ours", () => {
  const [tables, figures] = [mnistError.tables(result), mnistError.figures(result)];
  expect(tables[0].rows[0]).toEqual(["BNN, Gaussian prior", 400, 478_410, 500_000, 600, 1.31, 1.31, 0.05, null, 1.31, 1.31, 1.82]);
  for (const { columns, rows } of tables) for (const row of rows) expect(row.length).toBe(columns.length);
  expect(tables[1].rows.at(-1)).toEqual([0.5, "1", "0.2", 1.422, 1.482, 1.372, null, null, null]);
  expect(figures.map(({ name }) => name)).toEqual(["learning-curves", "last-batch-objective", "free-energy"]);
});

it("has the source's settings at the budget of the paper", () => {
  expect(mnistError.budgets.paper).toMatchObject({
    batchSize: 128,
    learningRate: 1e-4,
    schedule: "constant",
    trainingDraws: 2,
    units: [400, 800, 1200],
  });
  const { paper: settings } = mnistError.budgets;
  expect(trainedUnits({ settings, options: {} }, ["bnn-mixture", "dnn"]).map(({ epochs }) => epochs)).toEqual([
    600, 300, 600, 300, 600, 600,
  ]);
  expect(trainedUnits({ settings, options: { units: "1200,400" } }, ["dnn"]).map(({ name }) => name)).toEqual([
    "ours-dnn-400",
    "ours-dnn-1200",
  ]);
  expect(mnistModel("bnn-mixture", 400).prior.toJSON()).toEqual({ kind: "scaleMixture", weight: 0.5, stdDev1: 1, stdDev2: Math.exp(-7) });
  expect(mnistModel("dnn-dropout", 400).network.layers.filter(({ drops }) => drops).length).toBe(2);
  expect(mnistModel("bnn-gaussian", 400).network.size).toBe(478_410);
});

// Two classes a bright half of the image apart.
const images = (count: number) => ({
  count,
  height: 28,
  width: 28,
  pixels: Uint8Array.from({ length: count * 784 }, (_, i) => (Math.floor((i % 784) / 392) === Math.floor(i / 784) % 2 ? 255 : 0)),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 2),
});
const tiny: MnistTraining = {
  ...mnistTraining.smoke,
  units: [32],
  epochs: { bayesian: [5], point: [5] },
  shorterEpochs: 6,
  batchSize: 8,
  traceEvery: 2,
  learningRate: 1e-2,
  trainImages: 64,
  testImages: 10,
};
const given = { settings: tiny, options: {} };
const context = { settings: tiny, key: key(0) };
const data = { train: imageTensors(images(64)), test: imageTensors(images(10)) };

it.each(mnistNetworkNames)("%s learns, and is traced after the first, every second and the last epoch", async (name) => {
  const { method, problem, key: own, afterEpoch } = mnistFit(trainedUnits(given, [name])[0], context, data);
  const training = method.fit(problem, own);
  const trace: [number, number][] = [];
  let epoch = 0;
  for (let next = await training.next(); !next.done; next = await training.next()) {
    if (next.value.epoch === epoch) continue;
    epoch = next.value.epoch;
    const row = await afterEpoch!(epoch, next.value.posterior);
    if (row) trace.push([epoch, row.errorPercent]);
  }
  expect(trace.map(([at]) => at)).toEqual([1, 2, 4, 5]);
  expect(trace.at(-1)![1]).toBe(0);
});

it("a second training of other epochs keeps the network of the epoch with the lowest objective, and traces the objective of each", async () => {
  const [unit] = shorterUnits(given, ["bnn-gaussian"]);
  expect(unit).toMatchObject({ name: "ours-bnn-gaussian-32-6-epochs", epochs: 6 });
  const shorter = mnistFit(unit, context, data);
  const training = shorter.method.fit(shorter.problem, shorter.key);
  const trace: TraceRow[] = [];
  const saved: Uint8Array[] = [];
  let next = await training.next();
  for (; !next.done; next = await training.next()) {
    const { epoch, posterior } = next.value;
    if (epoch === trace.length) continue;
    trace.push({ epoch, ...(await shorter.afterEpoch!(epoch, posterior))! });
    saved.push(await posterior().save());
  }
  expect(trace.map((row) => "errorPercent" in row)).toEqual([true, true, false, true, false, true]);
  expect(await next.value.save()).toEqual(saved[keptEpoch(trace) - 1]);
});

it("refuses a size that is not trained, and one that is named twice", () => {
  const asked = (units: string) => () => mnistError.checkOptions!({ ...given, budget: "smoke", options: { units } });
  expect(asked("9")).toThrow('--option units: "9", expected some of 32, each once');
  expect(asked("32,32")).toThrow('--option units: "32"');
});
