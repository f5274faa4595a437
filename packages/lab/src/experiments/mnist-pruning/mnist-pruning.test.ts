import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { key } from "@credence/tensor";
import { pruning } from "credence";
import { describe, expect, it } from "vitest";
import { imageTensors } from "../../datasets/image-tensors.ts";
import { mnist } from "../../datasets/mnist.ts";
import { describeWithRealData } from "../../datasets/real-data.test-support.ts";
import { importNetwork } from "../imported-networks/import.ts";
import { importedNetworkList } from "../imported-networks/recorded.ts";
import { predictClasses, scoreDraws } from "../mnist/score-draws.ts";
import { sourceNetworkFolders } from "../mnist/source-networks.ts";
import { mnistPruning } from "./mnist-pruning.ts";
import { externalAccuracy, type PrunedNetworkName, publishedPruning, publishedRun, publishedShares } from "./published.ts";
import { accuracySpread, type MnistPruningResult, type PrunedNetwork } from "./result.ts";

const density = { x: [0, 1], density: [0.5, 0.5] };

/** A network whose accuracies are those of the source's run, moved by so many points at 90 %. */
function network(
  name: PrunedNetworkName,
  {
    origin,
    epochs = 600,
    at90 = 0,
    medians = [0.5, 0.6, 2],
  }: { origin: "ours" | "source"; epochs?: number; at90?: number; medians?: number[] },
): PrunedNetwork {
  const run = publishedRun(name, 400, 600)!;
  const points = publishedShares.map((share, place) => ({
    share,
    accuracies: [-0.01, 0.01].map((shift) => run.accuracy[place] + shift + (share === 0.9 ? at90 : 0)),
    removed: run.removed!.map((layer) => layer[place] + 0.0004),
    complexity: 1e6 * (1 - share),
    sparseBytes: 4e6 * (1 - share) + 1e5,
  }));
  const layers = medians.map((median) => ({ median, density }));
  return { network: name, origin, units: 400, epochs, weights: 477_600, denseBytes: 4e6, layers, global: points, layer: points };
}

const result: MnistPruningResult = {
  trainImages: 60_000,
  testImages: 10_000,
  draws: 10,
  networks: [
    network("bnn-gaussian", { origin: "ours", medians: [3, 1, 2] }),
    network("bnn-mixture", { origin: "ours", at90: 0.2 }),
    network("bnn-gaussian", { origin: "source", at90: 0.16 }),
    network("bnn-mixture", { origin: "source" }),
  ],
};

describe("claims", () => {
  it.each([
    ["source-recorded-bnn-gaussian-0.85", "reproduced"],
    // 0.16 points away, with a spread of 0.014
    ["source-recorded-bnn-gaussian-0.9", "not reproduced"],
    ["source-recorded-bnn-mixture-1", "reproduced"],
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
    // 88.9 to 98.5 %
    ["same-stored-runs", "not reproduced"],
    ["same-ours", "not reproduced"],
    ["longer-training-stored-runs", "reproduced"],
    ["longer-training-ours", "not tested at this budget"],
    ["accuracy-ours-bnn-gaussian-400-0.75", "reproduced"],
    ["accuracy-ours-bnn-gaussian-400-0.95", "reproduced"],
  ])("%s is %s", (id, verdict) => {
    const claims = mnistPruning.claims(result, "paper");
    expect(claims.find((claim) => claim.id === id)?.verdict).toBe(verdict);
    expect(new Set(claims.map((claim) => claim.id)).size).toBe(claims.length);
  });

  const tested = (networks: readonly PrunedNetwork[], budget: "smoke" | "default", testImages = 10_000) =>
    mnistPruning
      .claims({ ...result, networks, testImages }, budget)
      .filter(({ verdict }) => verdict !== "not tested at this budget")
      .map(({ id }) => id);
  const fromItsOwnNumbers = ["same-stored-runs", "longer-training-stored-runs"];

  it("a short training is asked for the order of the layers only", () => {
    expect(tested([network("bnn-gaussian", { origin: "ours", epochs: 24 })], "default")).toEqual([
      "output-layer-ours-bnn-gaussian-400",
      ...fromItsOwnNumbers,
    ]);
    expect(tested([network("bnn-gaussian", { origin: "ours", epochs: 3 })], "smoke", 1000)).toEqual(fromItsOwnNumbers);
  });

  it("the source's networks are asked for accuracies on all test images only, for layers always", () => {
    const own = [network("bnn-mixture", { origin: "source" })];
    expect(tested(own, "smoke", 1000).filter((id) => /accuracy|recorded|external|ninety/.test(id))).toEqual([]);
    expect(tested(own, "smoke", 1000)).toContain("source-layer-bnn-mixture-1");
    expect(tested(own, "default").filter((id) => id.startsWith("source-")).length).toBe(9 + 8 + 3);
  });
});

it("knows every run behind Figure 20, and that the two lists of a network agree but for draws", () => {
  expect(publishedPruning.map(({ accuracy }) => accuracy.length)).toEqual(Array(12).fill(9));
  for (const name of ["bnn-gaussian", "bnn-mixture"] as const)
    for (const [place, accuracy] of externalAccuracy[name].entries())
      expect(Math.abs(accuracy - publishedRun(name, 400, 600)!.accuracy[place])).toBeLessThan(0.5);
});

it("draws published numbers beside ours, and says what a file saves", () => {
  const { figures, tables } = mnistPruning.report(result);
  expect(figures.map(({ published }) => published)).toEqual(["Figure 20", "Figure 20", "Figure 21", "Figure 21"]);
  expect(tables[0].rows.length).toBe(4 * 9);
  expect(tables[0].rows[1].slice(0, 7)).toEqual(["BNN, Gaussian prior", 400, "600 epochs here", 0.25, 98.638, 98.638, 98.638]);
  // 4 MB against 2.1
  expect(tables[1].rows[2].at(-1)).toBeCloseTo(4 / 2.1, 12);
  expect(accuracySpread({ ...result.networks[0].global[0], accuracies: [98, 99] })).toBeCloseTo(Math.SQRT1_2, 12);
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
withModels.each([0, 1])(
  "removes from the source's network %d what the source removed, to three digits",
  { timeout: 60_000 },
  async (place) => {
    const source = importedNetworkList[place];
    const posterior = await importNetwork(new Uint8Array(await readFile(join(models, source.file))), source, { take: "posterior" });
    const recorded = publishedRun(source.name as PrunedNetworkName, 400, 600)!;
    for (const [at, share] of publishedShares.entries()) {
      const pruned = await pruning.prune(posterior, { share, cut: "quantile" });
      for (const [layer, array] of pruned.arrays.entries()) expect(Math.abs(array.share - recorded.removed![layer][at])).toBeLessThan(5e-4);
      const quantile = ratioQuantiles[source.name][share];
      if (quantile) expect(Math.abs(pruned.arrays[0].threshold - quantile)).toBeLessThan(1e-5);
      pruned.posterior.dispose();
    }
    posterior.dispose();
  },
);

describeWithRealData(mnist, "the source's mixture network without 75 % of its weights", (load) => {
  withModels("has the accuracy that the source recorded", { timeout: 60_000 }, async () => {
    const source = importedNetworkList[1];
    const posterior = await importNetwork(new Uint8Array(await readFile(join(models, source.file))), source, { take: "posterior" });
    const pruned = await pruning.prune(posterior, { share: 0.75, cut: "quantile" });
    const test = imageTensors((await load()).test);
    const { errorPercent } = await scoreDraws(await predictClasses(pruned.posterior, { x: test.x, draws: 10, key: key(1) }), test);
    expect(Math.abs(100 - errorPercent - publishedRun("bnn-mixture", 400, 600)!.accuracy[3])).toBeLessThan(0.15);
  });
});
