import type { LabelledImages, RunRequest } from "@credence/lab";
import { memoryStorage, realDependencies, runExperiment, untilFinished } from "@credence/lab/testing";
import { key, uniforms } from "@credence/tensor";
import { expect, test } from "vitest";
import { activeMnist } from "./active-mnist.ts";

/** Noise, brighter for higher classes. */
const images = (count: number): LabelledImages => ({
  ...{ count, height: 28, width: 28, labels: Uint8Array.from({ length: count }, (_, i) => i % 10) },
  pixels: Uint8Array.from(uniforms(key(count), count * 784), (u, i) => u * (55 + 20 * (Math.floor(i / 784) % 10))),
});
const load = (async () => ({ train: images(120), test: images(40) })) as never;
const { smoke } = activeMnist.budgets;
const tiny = {
  ...{ ...smoke, trainImages: 120, testImages: 20, fullTestImages: 40, draws: 2, scored: 60, mostEpochs: 1 },
  ...{ labelCounts: [10, 20], upTo: 50, strategies: ["random", "bald"] as const },
};
const requestOf = (settings: object) =>
  ({
    ...{ budget: "smoke", seed: 0, options: {}, command: "" },
    experiment: { ...activeMnist, budgets: { ...activeMnist.budgets, smoke: settings } },
  }) as unknown as RunRequest;
const request = requestOf(tiny);
const resultOf = ({ files }: ReturnType<typeof memoryStorage>) => new TextDecoder().decode(files.get("result.json"));

test("stopped again and again and resumed, the loop asks about the same images and ends with the same bytes", async () => {
  const left = memoryStorage();
  await runExperiment(request, realDependencies({ load, storage: left }));
  const [storage, artifacts] = [memoryStorage(), memoryStorage()];
  const { crashes } = await untilFinished(() => {
    const controller = new AbortController();
    let seen = 0;
    const onProgress = () => void (++seen === 2 && controller.abort());
    return runExperiment(request, realDependencies({ load, storage, artifacts, signal: controller.signal, onProgress }));
  });
  expect(crashes).toBeGreaterThan(4);
  expect(resultOf(storage)).toBe(resultOf(left));
  const { proper } = JSON.parse(resultOf(left)).values as { proper: { points: { labels: number }[]; gallery: unknown[] }[] };
  expect(proper.map(({ points, gallery }) => [points.length, gallery.length])).toEqual([
    [4, 10],
    [4, 10],
  ]);
});

test("the first trial goes on, and once the whole pool is scored", async () => {
  const storage = memoryStorage();
  const strategies = ["random", "bald", "baldOfAll"];
  const settings = { ...tiny, upTo: 30, trials: 2, strategies, once: ["baldOfAll"], further: { strategies: ["bald"], upTo: 40 } };
  await runExperiment(requestOf(settings), realDependencies({ load, storage }));
  type Trial = { strategy: string; trial: number; points: { labels: number }[]; scoringPasses: number };
  const { proper } = JSON.parse(resultOf(storage)).values as { proper: Trial[] };
  const found = proper.map(({ strategy, trial, points, scoringPasses }) => [strategy, trial, points.at(-1)?.labels, scoringPasses]);
  // two draws of the 60 scored rows in a round, or of all 100 that are not labelled
  expect(found).toEqual([
    ["random", 1, 30, 0],
    ["bald", 1, 40, 240],
    ["baldOfAll", 1, 30, 200],
    ["random", 2, 30, 0],
    ["bald", 2, 30, 120],
  ]);
});
