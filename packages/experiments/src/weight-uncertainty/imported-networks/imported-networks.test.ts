import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { dataSets, imageTensors, repeated } from "@credence/lab";
import { describeWithRealData } from "@credence/lab/testing";
import { key } from "@credence/tensor";
import type { Data } from "credence";
import { expect, it } from "vitest";
import { predictClasses, scoreDraws } from "../mnist/score-draws.ts";
import { type ImportedNetwork, importedNetworkList, importNetwork } from "../mnist/source-networks.ts";
import { recordedOf } from "./claims.ts";
import { importedNetworks } from "./imported-networks.ts";

const models = process.env.CREDENCE_MODELS || join(process.env.CREDENCE_DATA ?? "", importedNetworks.folders!.models.besideData);
const missing = importedNetworkList.filter(({ file }) => !existsSync(join(models, file))).map(({ file }) => file);
const read = async ({ file }: ImportedNetwork) => new Uint8Array(await readFile(join(models, file)));
const withModels = missing.length === 0 || process.env.CI ? it : it.skip;

// The recorded numbers are another program's, from the same files.
describeWithRealData(dataSets.mnist, "networks trained elsewhere", (load) => {
  let loaded: Promise<Data> | undefined;
  const testImages = () => (loaded ??= load().then(({ test }) => imageTensors(test)));

  withModels.each(importedNetworkList)("$name: the weights, or their means, give the recorded error and likelihood", async (network) => {
    const test = await testImages();
    const posterior = await importNetwork(await read(network), network, { take: "means" });
    const { errorPercent, nllPerDatum } = await scoreDraws(await predictClasses(posterior, { x: test.x, draws: 1, key: key(0) }), test);
    expect(errorPercent).toBeCloseTo(recordedOf("pointError", network.name).value!, 6);
    expect(Math.abs(nllPerDatum! - recordedOf("pointNll", network.name).value!)).toBeLessThan(1e-5);
  });

  withModels("draws of the Gaussian posterior give the recorded error", async () => {
    const network = importedNetworkList[0];
    const test = await testImages();
    const posterior = await importNetwork(await read(network), network, { take: "posterior" });
    const { errorPercent } = await scoreDraws(await predictClasses(posterior, { x: test.x, draws: 10, key: key(1) }), test);
    const { value, stdDev } = recordedOf("draws10", network.name);
    expect(Math.abs(errorPercent - value!)).toBeLessThan(3 * stdDev!);
  });

  withModels("complexity is the recorded one, closed form and Monte Carlo", async () => {
    const [gaussian, mixture] = await Promise.all(
      importedNetworkList
        .slice(0, 2)
        .map(
          async (network) => (await (await importNetwork(await read(network), network, { take: "posterior" })).complexity!(key(2))).value,
        ),
    );
    // Float32 terms, 478,410 of them: two parts in a million.
    expect(Math.abs(gaussian - 973504.5)).toBeLessThan(2);
    // The mean of 20 draws against the mean of 20 others: three standard errors of the difference, 1198.6 for one draw.
    expect(Math.abs(mixture - 1623097)).toBeLessThan(3 * 1198.6 * Math.sqrt(2 / 20));
  });
});

it("refuses to run without a folder, saying what to pass", async () => {
  const context = { options: {}, settings: importedNetworks.budgets.smoke } as never;
  await expect(importedNetworks.run(context).next()).rejects.toMatchObject({
    name: "BadInput",
    message: expect.stringMatching(/^imported-networks: .*--option models=FOLDER or CREDENCE_MODELS=FOLDER/),
  });
});

it("tells mean, standard deviation and count", () => {
  expect(repeated([1, 2, 3, 6])).toEqual({ mean: 3, stdDev: Math.sqrt(14 / 3), count: 4 });
  expect(repeated([2])).toEqual({ mean: 2, stdDev: 0, count: 1 });
});
