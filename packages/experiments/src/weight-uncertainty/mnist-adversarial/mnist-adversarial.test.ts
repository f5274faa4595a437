import { type BudgetName, judgeAll } from "@credence/lab";
import { integers, key, matmul, type Tensor, tensor } from "@credence/tensor";
import { adversarial, categoricalLikelihood, mlp, model, normal, type Posterior } from "credence";
import { describe, expect, it } from "vitest";
import { mnistNetworkNames, type TableNetworkName } from "../mnist/networks.ts";
import { type AttackSetting, attackNames, attackNetwork, attacks, measureMasking } from "./attack.ts";
import { cnnFit, cnnPredictive, exampleOf } from "./cnn.ts";
import { type AdversarialNetwork, type Comparison, type MnistAdversarialResult, mnistAdversarial } from "./mnist-adversarial.ts";
import { published, publishedEpsilons } from "./published.ts";

const storedAccuracy = (name: TableNetworkName, units: number, epsilon: number) => published.number("accuracy", name, units, epsilon);

type Owner = AdversarialNetwork["owner"];
const judged = (result: MnistAdversarialResult, budget: BudgetName) => judgeAll(mnistAdversarial.claims, result, budget);

const epsilons = [0, 0.05, 0.1, 0.25];

/** A network whose accuracies are the published ones of its size, `off` points away, whatever the attack. */
const network = (owner: Owner, name: TableNetworkName, off = 0): AdversarialNetwork => ({
  owner,
  network: name,
  units: 400,
  epochs: 600,
  attacked: (["train", "test"] as const).flatMap((set) =>
    attackNames.map((attack) => ({
      set,
      attack,
      // one test image is wrong before any attack
      accuracyPercent: publishedEpsilons.map((epsilon, at) =>
        at === 0 ? (set === "train" ? 100 : 99.9) : Math.max(0, storedAccuracy(name, 400, epsilon) - off),
      ),
      freshDrawsPercent: null,
    })),
  ),
  masking: [],
});

const comparisons = (owner: Owner, points: number): Comparison[] =>
  (["bnn-mixture", "dnn", "dnn-dropout"] as const).flatMap((other) =>
    (["train", "test"] as const).flatMap((set) =>
      attackNames.flatMap((attack) =>
        epsilons.slice(1).map((epsilon) => ({
          owner,
          units: 400,
          other,
          set,
          attack,
          epsilon,
          points: attack === "pgd" && epsilon === 0.25 ? -1 : points,
          standardError: 1,
        })),
      ),
    ),
  );

const result: MnistAdversarialResult = {
  epsilons,
  images: 1024,
  draws: 10,
  pgdSteps: 10,
  trainImages: 60_000,
  cnn: { name: "lenet", epochs: 2, errorPercent: 1.5, testImages: 10_000 },
  example: {
    label: 5,
    pixels: "80".repeat(784),
    signs: `${"+".repeat(400)}${"-".repeat(384)}`,
    predictions: epsilons.map(() => ({ label: 3, probability: 0.5 })),
  },
  networks: [
    ...mnistNetworkNames.map((name) => network("source", name, 2.5)),
    ...mnistNetworkNames.map((name) => network("ours", name, 11)),
  ],
  comparisons: [...comparisons("source", -5), ...comparisons("ours", -1)],
};

describe("claims", () => {
  it.each([
    ["source-400-clean", "reproduced"],
    // 2.5 points away
    ["source-400-dnn", "reproduced"],
    ["source-400-dnn-unclipped", "reproduced"],
    // 11 points away
    ["ours-400-dnn", "not reproduced"],
    ["ours-800-dnn", "not tested at this budget"],
    // 400 units, stored: 1.9, 12.7, 20.2 points, here 2.5 more; the text's 2, 6, 12 are those of 1200
    ["source-400-drops-train", "reproduced"],
    ["source-400-drops-transfer-unclipped-test", "reproduced"],
    ["ours-400-drops-train", "not reproduced"],
    ["ours-1200-drops-transfer-unclipped-train", "not tested at this budget"],
    ["source-400-tenth-test", "reproduced"],
    // 82.8 less 11
    ["ours-400-tenth-test", "not reproduced"],
    ["source-400-least-hurt-train", "reproduced"],
    ["source-400-least-hurt-test", "reproduced"],
    // one standard error
    ["ours-400-least-hurt-test", "not reproduced"],
    ["source-400-wide-range-test", "reproduced"],
    ["source-400-wide-range-fgsm-log-odds-test", "reproduced"],
    // not at 0.25
    ["source-400-wide-range-pgd-test", "not reproduced"],
  ])("%s is %s", (id, verdict) => {
    const claims = judged(result, "paper");
    expect(claims.find((claim) => claim.id === id)?.verdict).toBe(verdict);
    expect(new Set(claims.map((claim) => claim.id)).size).toBe(claims.length);
  });

  it("compare with the text's own numbers where the units are the text's, else with those stored of the size", () => {
    const publishedOf = (id: string) => judged(result, "paper").find((claim) => claim.id === id)?.published;
    expect(publishedOf("ours-1200-drops-train")).toBe("2 / 6 / 12");
    expect(publishedOf("ours-1200-tenth-train")).toBe(84);
    expect(publishedOf("ours-400-drops-train")).toBe("1.9 / 12.7 / 20.2");
    expect(publishedOf("ours-400-tenth-train")).toBe(82.81);
    expect(publishedOf("ours-800-drops-train")).toBe(undefined);
  });

  it.each([
    // stored of the plain network of 400 units: 0.88 %, that is 9 of 1024, with a standard error of 0.29
    [2.3, "reproduced"],
    [2.4, "not reproduced"],
    [8, "not reproduced"],
  ])("at epsilon 0.25 a remainder of %d %% is %s", (left, verdict) => {
    const networks = result.networks.map((one) => ({
      ...one,
      attacked: one.attacked.map((each) => ({ ...each, accuracyPercent: each.accuracyPercent.with(3, left) })),
    }));
    const claims = judged({ ...result, networks }, "paper");
    expect(claims.find(({ id }) => id === "source-400-dnn-unclipped")?.verdict).toBe(verdict);
  });

  it("count images that are not clipped, and set those that are beside them", () => {
    const claims = judged(result, "paper");
    const variantOf = (id: string) => claims.find((claim) => claim.id === id)?.variant;
    expect(variantOf("source-400-dnn-unclipped")).toBe("as published");
    expect(variantOf("source-400-dnn")).toBe("external");
    expect(variantOf("source-400-drops-transfer-unclipped-train")).toBe("as published");
    expect(variantOf("source-400-drops-test")).toBe("external");
  });

  it("ask the numbers of our own networks at the budget of the paper only, and nothing at smoke", () => {
    const tested = (budget: "default" | "smoke") =>
      judged(result, budget)
        .filter(({ verdict }) => verdict !== "not tested at this budget")
        .map(({ id }) => id);
    expect(tested("smoke")).toEqual([]);
    expect(tested("default")).toContain("source-400-dnn");
    expect(tested("default")).toContain("ours-400-least-hurt-train");
    expect(tested("default").filter((id) => id.startsWith("ours") && !/least-hurt|wide-range/.test(id))).toEqual([]);
  });

  it("say that the source's networks are not tested where they are not there", () => {
    const without = { ...result, networks: result.networks.filter(({ owner }) => owner === "ours"), comparisons: comparisons("ours", -1) };
    const claims = judged(without, "paper").filter(({ id }) => id.startsWith("source"));
    expect(claims.length).toBeGreaterThan(10);
    for (const { verdict, measured } of claims) expect([verdict, measured]).toEqual(["not tested at this budget", null]);
    expect(mnistAdversarial.figures(without).find(({ name }) => name === "transfer-train")?.method).toContain("--option models=FOLDER");
  });
});

it("the text's numbers are those of the stored networks of 1200 units", () => {
  const drop = (name: TableNetworkName) => 100 - storedAccuracy(name, 1200, 0.05);
  const stated = (name: TableNetworkName) => published.number("stated drops", name);
  expect(Math.round(drop("dnn"))).toBe(stated("dnn"));
  expect(Math.round(drop("dnn-dropout"))).toBe(stated("dnn-dropout"));
  // the text says "about 2" of 1.5 and 2.3, the two priors
  expect(drop("bnn-gaussian")).toBeLessThan(stated("bnn-gaussian"));
  expect(drop("bnn-mixture")).toBeGreaterThan(stated("bnn-gaussian"));
  expect(Math.round(storedAccuracy("bnn-gaussian", 1200, 0.1))).toBe(published.number("stated accuracy"));
});

it("has the source's settings at the budget of the paper", () => {
  expect(mnistAdversarial.budgets.paper).toMatchObject({ attackedImages: 1024, epsilons, draws: 10, units: [400, 800, 1200] });
});

// Two classes, by the balance of the first half of the pixels against the second.
const pixels = 784;
const weights = Array.from({ length: pixels }, (_, i) => (i < pixels / 2 ? [0.02, 0] : [0, 0.02]));
const problem = model({
  network: mlp({ inputs: pixels, hidden: [], outputs: 2 }),
  prior: normal({ mean: 0, stdDev: 1 }),
  likelihood: categoricalLikelihood(),
});
const linear = (scale: number) => (x: Tensor) => matmul(x, tensor(weights.map((row) => row.map((weight) => weight * scale))));
const posterior = (scale: number): Posterior => ({
  kind: "point",
  model: problem,
  draw: () => linear(scale),
  support: [linear(scale)],
  save: () => Promise.reject(new Error("not saved")),
  dispose: () => undefined,
});
const attacker: adversarial.FixedPredictive = { functions: [linear(1)], likelihood: problem.likelihood };
// brighter by 0.12, 0.3 and 0.7 in their own half, and the first again under the other label
const rows = [0.12, 0.3, 0.7, 0.12].map((margin) => Array.from({ length: pixels }, (_, i) => (i < pixels / 2 ? 0.1 + margin : 0.1)));
const data = { x: tensor(rows), y: integers([0, 0, 0, 1]) };
const setting: AttackSetting = { attacker, posterior: posterior(1), data, epsilons, draws: 1, pgdSteps: 4, key: key(0) };

describe("attacks", () => {
  it.each(attackNames)("turn an image where twice epsilon exceeds its margin: %s", async (name) => {
    const { wrong, freshWrong } = await attackNetwork(name, setting);
    expect(wrong).toEqual([[3], [3], [0, 3], [0, 1, 3]]);
    expect(freshWrong).toBe(null);
  });

  it("clip the images they share to the range of pixels, or do not", async () => {
    const darkest = async (images: Tensor) => Math.min(...(await images.read()));
    expect(await darkest(attacks.transfer(setting, 0.25))).toBe(0);
    expect(await darkest(attacks["transfer-unclipped"](setting, 0.25))).toBeCloseTo(0.1 - 0.25, 6);
  });

  it("leave a network alone that float32 makes blind, except through the log odds, and say so", async () => {
    const sure = { ...setting, posterior: posterior(1e3) };
    expect(await measureMasking(setting)).toEqual({ zeroGradientPercent: 0, zeroLossPercent: 0 });
    expect(await measureMasking(sure)).toEqual({ zeroGradientPercent: 75, zeroLossPercent: 75 });
    expect((await attackNetwork("fgsm", sure)).wrong.at(-1)).toEqual([3]);
    expect((await attackNetwork("fgsm-log-odds", sure)).wrong.at(-1)).toEqual([0, 1, 3]);
  });
});

describe("the networks whose gradients make the images", () => {
  const settings = mnistAdversarial.budgets.smoke;

  it("are named by an option", () => {
    const check = (options: { readonly [name: string]: string }) => () =>
      mnistAdversarial.checkOptions!({ budget: "smoke", settings, options });
    expect(check({ cnn: "resnet" })).toThrow("--option cnn: got resnet, expected lenet or one-convolution");
    expect(check({ cnn: "one-convolution" })).not.toThrow();
    expect(check({})).not.toThrow();
  });

  it.each(["lenet", "one-convolution"] as const)("train, and have a gradient for every image: %s", async (name) => {
    const count = 64;
    const x = tensor(
      Float32Array.from({ length: count * pixels }, (_, i) => (i % 7) / 7),
      [count, pixels],
    );
    const train = { x, y: integers(Int32Array.from({ length: count }, (_, i) => i % 10)) };
    const request = cnnFit(name, { training: settings.cnn[name], train, key: key(3) });
    const training = request.method.fit(request.problem, request.key);
    let step = await training.next();
    while (!step.done) step = await training.next();
    const { gradient } = adversarial.inputGradient(cnnPredictive(step.value, key(4)), train);
    const slopes = await gradient.read();
    for (let image = 0; image < count; image++)
      expect(slopes.subarray(image * pixels, (image + 1) * pixels).some((slope) => slope !== 0 && Number.isFinite(slope))).toBe(true);
  });
});

it("Figure 4 is drawn from what the networks saw", async () => {
  const example = await exampleOf(attacker, data, epsilons);
  expect(example.label).toBe(0);
  // the loss of class 0 falls with the first half and rises with the second
  expect(example.signs).toBe(`${"-".repeat(pixels / 2)}${"+".repeat(pixels / 2)}`);
  expect(example.pixels.slice(0, 2)).toBe(Math.round(0.22 * 255).toString(16));
  expect(example.predictions.map(({ label }) => label)).toEqual([0, 0, 1, 1]);
  const seen = await attacks.transfer(setting, 0.25).read();
  expect(seen[0]).toBe(0);
  expect(seen[pixels - 1]).toBeCloseTo(0.35, 6);
});

it("draws every figure and fills every row", () => {
  const [figures, tables] = [mnistAdversarial.figures(result), mnistAdversarial.tables(result)];
  expect(figures.map(({ published }) => published)).toEqual(["Figure 4", "Figure 22", "Figure 22", undefined]);
  for (const { columns, rows: filled } of tables) for (const row of filled) expect(row.length).toBe(columns.length);
});
