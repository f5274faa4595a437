import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BudgetName, dataSets, imageTensors, judgeAll } from "@credence/lab";
import type { PlotModule } from "@credence/lab/figures";
import { describeWithRealData } from "@credence/lab/testing";
import { key } from "@credence/tensor";
import { pruning } from "credence";
import { describe, expect, it } from "vitest";
import { predictClasses, scoreDraws } from "../mnist/score-draws.ts";
import { importedNetworkList, importNetwork, sourceNetworkFolders } from "../mnist/source-networks.ts";
import { accuracyLeft } from "./layers.ts";
import { type MnistPruningResult, mnistPruning, type PrunedNetwork } from "./mnist-pruning.ts";
import { accuracyAt, type PrunedName, published, removedAt, shares, storedRuns, storedSays } from "./stored-runs.ts";

const judged = (result: MnistPruningResult, budget: BudgetName) => judgeAll(mnistPruning.claims, result, budget);

const density = { x: [0, 1], density: [0.5, 0.5] };

/** A network whose accuracies are those of the source's run, moved by so many points at 90 %. */
function network(
  name: PrunedName,
  {
    origin,
    epochs = 600,
    at90 = 0,
    medians = [0.5, 0.6, 2],
    spread = 0.01,
    losses = [1, 1, 4],
  }: { origin: "ours" | "source"; epochs?: number; at90?: number; medians?: number[]; spread?: number; losses?: number[] },
): PrunedNetwork {
  const run = { network: name, units: 400, epochs: epochs === 300 ? 300 : 600 };
  const points = shares.map((share) => ({
    share,
    accuracies: [-spread, spread].map((shift) => accuracyAt(run, share)! + shift + (share === 0.9 ? at90 : 0)),
    removed: [0, 1, 2].map((layer) => removedAt(run, layer, share)! + 0.0004),
    complexity: 1e6 * (1 - share),
    sparseBytes: 4e6 * (1 - share) + 1e5,
  }));
  const layers = medians.map((median) => ({ median, density }));
  // At 90 % no layer matters.
  const alone = [0.9, 0.95].flatMap((share) =>
    losses.map((loss, layer) => ({ layer, share, accuracy: points[0].accuracies[0] - (share === 0.95 ? loss : 0) })),
  );
  return { network: name, origin, units: 400, epochs, weights: 477_600, denseBytes: 4e6, layers, global: points, layer: points, alone };
}

const result: MnistPruningResult = {
  trainImages: 60_000,
  testImages: 10_000,
  draws: 10,
  networks: [
    network("bnn-gaussian", { origin: "ours", medians: [3, 1, 2] }),
    network("bnn-mixture", { origin: "ours", at90: 0.2 }),
    network("bnn-gaussian", { origin: "source", at90: 0.16, losses: [1, 1.8, 2] }),
    network("bnn-mixture", { origin: "source", at90: -0.16, spread: 0.1 }),
  ],
  shorterTraining: [network("bnn-gaussian", { origin: "ours", epochs: 300 }), network("bnn-mixture", { origin: "ours", epochs: 300 })],
};

describe("claims", () => {
  it.each([
    ["source-recorded-bnn-gaussian-0.85", "reproduced"],
    // 0.16 points away, with a spread of 0.014
    ["source-recorded-bnn-gaussian-0.9", "not reproduced"],
    ["source-chance-recorded-bnn-gaussian-0.9", "not reproduced"],
    // as far, but one evaluation lies 0.14 from the mean
    ["source-recorded-bnn-mixture-0.9", "not reproduced"],
    ["source-chance-recorded-bnn-mixture-0.9", "reproduced"],
    ["source-recorded-bnn-mixture-1", "reproduced"],
    ["source-chance-recorded-bnn-mixture-1", "reproduced"],
    // 88.932 where the other program measured 89.335
    ["source-external-bnn-gaussian-0.95", "not reproduced"],
    ["source-external-bnn-mixture-0.5", "reproduced"],
    ["source-layer-bnn-gaussian-3", "reproduced"],
    // The source's own run loses 0.95 points at 90 %, the mixture 0.32, here 0.12.
    ["ninety-percent-ours-bnn-gaussian-400", "not reproduced"],
    ["ninety-percent-ours-bnn-mixture-400", "reproduced"],
    ["until-ninety-five-ours-bnn-mixture-400", "not reproduced"],
    ["output-layer-ours-bnn-gaussian-400", "not reproduced"],
    ["output-layer-ours-bnn-mixture-400", "reproduced"],
    ["most-critical-ours-bnn-gaussian-400", "reproduced"],
    // 2 points against 1.8
    ["most-critical-source-bnn-gaussian-400", "not reproduced"],
    // 88.9 and 96.5 %
    ["same-ours", "not reproduced"],
    // 13.6 and 27.5 points of the Gaussian network, 3.7 and 9.1 of the mixture
    ["longer-training-ours", "reproduced"],
    ["accuracy-ours-bnn-gaussian-400-300-epochs-0.95", "reproduced"],
    ["accuracy-ours-bnn-gaussian-800-0.95", "not tested at this budget"],
    ["accuracy-ours-bnn-mixture-1200-300-epochs-0.75", "not tested at this budget"],
    ["accuracy-ours-bnn-gaussian-400-0.75", "reproduced"],
    ["accuracy-ours-bnn-gaussian-400-0.95", "reproduced"],
  ])("%s is %s", (id, verdict) => {
    const claims = judged(result, "paper");
    expect(claims.find((claim) => claim.id === id)?.verdict).toBe(verdict);
    expect(new Set(claims.map((claim) => claim.id)).size).toBe(claims.length);
  });

  const tested = (networks: readonly PrunedNetwork[], budget: "smoke" | "default", testImages = 10_000) =>
    judged({ ...result, networks: [...networks], shorterTraining: [], testImages }, budget)
      .filter(({ verdict }) => verdict !== "not tested at this budget")
      .map(({ id }) => id);
  it("a short training is asked for the order of the layers only", () => {
    expect(tested([network("bnn-gaussian", { origin: "ours", epochs: 24 })], "default")).toEqual([
      "output-layer-ours-bnn-gaussian-400",
      "most-critical-ours-bnn-gaussian-400",
    ]);
    expect(tested([network("bnn-gaussian", { origin: "ours", epochs: 3 })], "smoke", 1000)).toEqual([]);
  });

  it("a longer training must gain at both shares, of every prior, and be of the source's lengths", () => {
    const verdictOf = (networks: readonly PrunedNetwork[], shorterTraining: readonly PrunedNetwork[]) =>
      judged({ ...result, networks: [...networks], shorterTraining: [...shorterTraining] }, "paper").find(
        ({ id }) => id === "longer-training-ours",
      )!.verdict;
    const [long, short] = [600, 300].map((epochs) => network("bnn-mixture", { origin: "ours", epochs }));
    expect(verdictOf([long], [short])).toBe("reproduced");
    // 3.545 points at 90 %
    expect(verdictOf([network("bnn-mixture", { origin: "ours", at90: -3.3 })], [short])).toBe("not reproduced");
    expect(verdictOf([long], [{ ...short, epochs: 1 }])).toBe("not tested at this budget");
    expect(verdictOf([long], [])).toBe("not tested at this budget");
  });

  it("every stored run has a row for each telling share, whatever was trained", () => {
    const numbers = judged({ ...result, networks: [], shorterTraining: [] }, "default").filter(({ id }) => id.startsWith("accuracy-"));
    expect(numbers.length).toBe(12 * 3);
    expect(new Set(numbers.map(({ verdict }) => verdict))).toEqual(new Set(["not tested at this budget"]));
  });

  it("the source's networks are asked for accuracies on all test images only, for layers always", () => {
    const own = [network("bnn-mixture", { origin: "source" })];
    expect(tested(own, "smoke", 1000).filter((id) => /accuracy|recorded|external|ninety/.test(id))).toEqual([]);
    expect(tested(own, "smoke", 1000)).toContain("source-layer-bnn-mixture-1");
    expect(tested(own, "default").filter((id) => id.startsWith("source-")).length).toBe(2 * (9 + 8) + 3);
  });
});

// The oracle: what the layers lose together is the share removed of all weights.
it("knows of every run what each layer lost", () => {
  for (const run of storedRuns) {
    const { units } = run;
    const sizes = [784 * units, units * units, 10 * units];
    const all = sizes.reduce((sum, size) => sum + size, 0);
    for (const share of shares)
      expect(Math.abs(sizes.reduce((sum, size, layer) => sum + size * removedAt(run, layer, share)!, 0) / all - share)).toBeLessThan(1e-4);
  }
});

it("says of the stored runs what they show", () => {
  expect(storedSays.robustness).toContain("1 of its 6 stored runs of 600 epochs keeps 98.2 %");
  expect(storedSays.robustness).toContain("88.9, 92.3 and 98.1 % with the Gaussian prior, 96.5, 98.0 and 98.5 % with the mixture prior");
  // 98.718 - 96.965 and 92.258 - 21.935
  expect(storedSays.gains).toContain("1.8 to 70.3 points more at 90 and 95 % removed than after 300, in 12 of 12 pairs");
});

it("knows every run behind Figure 20, and that the two lists of a network agree but for draws", () => {
  expect(storedRuns.filter((run) => shares.every((share) => accuracyAt(run, share) !== undefined))).toHaveLength(12);
  for (const network of ["bnn-gaussian", "bnn-mixture"] as const)
    for (const [place, accuracy] of published.list("external", network).entries())
      expect(Math.abs(accuracy - accuracyAt({ network, units: 400, epochs: 600 }, shares[place])!)).toBeLessThan(0.5);
});

it("draws the networks it has, by the weights kept on a logarithmic axis that falls from all of them", () => {
  const alone = { ...result, networks: [network("bnn-mixture", { origin: "ours", epochs: 24 })], shorterTraining: [] };
  const drawn = mnistPruning.figures(alone).map(({ name, plot }) => {
    const titles: string[] = [];
    const marks = new Proxy({}, { get: (_, mark) => (data: string[]) => mark === "text" && titles.push(...data) }) as PlotModule;
    const colors = { series: ["a", "b", "c"], text: "", muted: "", background: "", published: "" };
    return { name, titles, x: plot(marks, colors, { width: 680 }).x };
  });
  // no stored run without one of ours: sizes that were not trained, and lengths of training that were not
  expect(drawn.map(({ name }) => name)).not.toContain("accuracy-by-training");
  for (const { titles } of drawn) expect(titles).toHaveLength(1);
  const [{ x }] = drawn;
  expect(x).toMatchObject({ type: "log", label: "weights kept (%)" });
  const [from, to] = x!.domain as [number, number];
  expect(from).toBe(100);
  expect(to).toBeLessThanOrEqual(5);
  expect(to).toBeGreaterThan(0);
});

it("draws published numbers beside ours, and says what a file saves", () => {
  const [figures, tables] = [mnistPruning.figures(result), mnistPruning.tables(result)];
  expect(figures.map(({ published }) => published)).toEqual(["Figure 20", "Figure 20b", "Figure 20", "Figure 21", "Figure 21"]);
  expect(tables[0].rows.length).toBe(6 * 9);
  expect(tables[0].rows[1].slice(0, 7)).toEqual(["BNN, Gaussian prior", 400, "600 epochs here", 0.25, 98.638, 98.638, 98.638]);
  // beside a training of 300 epochs, the stored run of 300
  expect(tables[0].rows[4 * 9 + 6].slice(2, 7)).toEqual(["300 epochs here", 0.9, 84.024, 84.024, 84.024]);
  expect(tables[2].rows[3].slice(3)).toEqual([0.95, 98.568, 97.568, 97.568, 94.568]);
  expect(tables.slice(3).map(({ rows }) => rows.length)).toEqual([12, 36]);
  expect(tables[3].rows[11].slice(1, 5)).toEqual([1200, 300, 98.427, 98.488]);
  expect(tables[4].rows[16].slice(1)).toEqual([1200, 300, "2", 0, 0.208, 0.4751, 0.7836, 0.842, 0.897, 0.9456, 0.9836, 1]);
  // 4 MB against 2.1
  expect(tables[1].rows[2].at(-1)).toBeCloseTo(4 / 2.1, 12);
  expect(accuracyLeft([{ share: 0.5, accuracies: [98, 99] }], 0.5)?.error?.size).toBeCloseTo(Math.SQRT1_2, 12);
});

const models = process.env.CREDENCE_MODELS || join(process.env.CREDENCE_DATA ?? "", sourceNetworkFolders.models.besideData);
const here = existsSync(join(models, importedNetworkList[0].file));
const withModels = here || process.env.CI ? it : it.skip;

/** Quantiles of |mean| / standard deviation that another program measured of the same files. */
const ratioQuantiles: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  "bnn-gaussian": { 0.25: 0.09101, 0.5: 0.33162, 0.75: 0.81672, 0.9: 1.44964, 0.95: 1.94924 },
  "bnn-mixture": { 0.25: 0.26338, 0.5: 0.59512, 0.75: 1.15643, 0.9: 1.79208, 0.95: 2.25485 },
};

// The oracle: the shares that the source recorded when it pruned these very networks.
withModels.each([0, 1])("removes from the source's network %d what the source removed, to three digits", async (place) => {
  const source = importedNetworkList[place];
  const posterior = await importNetwork(new Uint8Array(await readFile(join(models, source.file))), source, { take: "posterior" });
  const recorded = { network: source.name as PrunedName, units: 400, epochs: 600 };
  for (const share of shares) {
    const pruned = await pruning.prune(posterior, { share, cut: "quantile" });
    for (const [layer, array] of pruned.arrays.entries())
      expect(Math.abs(array.share - removedAt(recorded, layer, share)!)).toBeLessThan(5e-4);
    const quantile = ratioQuantiles[source.name][share];
    if (quantile) expect(Math.abs(pruned.arrays[0].threshold - quantile)).toBeLessThan(1e-5);
    pruned.posterior.dispose();
  }
  posterior.dispose();
});

describeWithRealData(dataSets.mnist, "the source's mixture network without 75 % of its weights", (load) => {
  withModels("has the accuracy that the source recorded", async () => {
    const source = importedNetworkList[1];
    const posterior = await importNetwork(new Uint8Array(await readFile(join(models, source.file))), source, { take: "posterior" });
    const pruned = await pruning.prune(posterior, { share: 0.75, cut: "quantile" });
    const test = imageTensors((await load()).test);
    const { errorPercent } = await scoreDraws(await predictClasses(pruned.posterior, { x: test.x, draws: 10, key: key(1) }), test);
    expect(Math.abs(100 - errorPercent - accuracyAt({ network: "bnn-mixture", units: 400, epochs: 600 }, 0.75)!)).toBeLessThan(0.15);
  });
});
