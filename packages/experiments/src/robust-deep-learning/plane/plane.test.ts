import { gridPlaces } from "@credence/lab/figures";
import { key, tensor } from "@credence/tensor";
import { bernoulliLikelihood, methods, mlp, model, normal, run } from "credence";
import { expect, test } from "vitest";
import { doubledSigmoidLikelihood } from "./doubled-sigmoid.ts";
import { accuracyOf, planeData, predictSurfaces, ring } from "./surfaces.ts";

test("the doubled sigmoid gives every point a probability between 1/2 and 0.731 of its class 1, and 0.269 of the other", async () => {
  const outputs = tensor([[-50], [0], [50]]);
  const nll = async (label: number) =>
    Array.from(
      await doubledSigmoidLikelihood()
        .negativeLogProb(outputs, tensor([[label], [label], [label]]))
        .read(),
    );
  const probabilities = (values: number[]) => values.map((value) => Math.exp(-value));
  const [ones, zeros] = [probabilities(await nll(1)), probabilities(await nll(0))];
  // sigmoid(sigmoid(f)): sigmoid(0), sigmoid(1/2), sigmoid(1)
  for (const [i, value] of [0.5, 0.622459, 0.731059].entries()) {
    expect(ones[i]).toBeCloseTo(value, 5);
    expect(zeros[i]).toBeCloseTo(1 - value, 5);
  }
  // what it predicts is the sound one's
  const ours = doubledSigmoidLikelihood().predictive(tensor([[[1], [2]]]));
  expect(Array.from(await ours.means.read())).toEqual(
    Array.from(
      await bernoulliLikelihood()
        .predictive(tensor([[[1], [2]]]))
        .means.read(),
    ),
  );
});

test("a ring holds the places whose nearest point is at that distance", () => {
  const grid = { x: [-4, 4], y: [-4, 4], columns: 32, rows: 32 } as const;
  const places = gridPlaces(grid);
  const points = [
    [0, 0],
    [1, 0],
  ] as const;
  const found = ring(grid, points, 2);
  const distance = ([x, y]: readonly [number, number]) => Math.min(Math.hypot(x, y), Math.hypot(x - 1, y));
  expect(found.length).toBeGreaterThan(20);
  expect(places.flatMap((place, i) => (Math.abs(distance(place) - 2) <= 0.25 ? [i] : []))).toEqual(found);
});

test("accuracy counts probabilities on the side of their label", () => {
  const surfaces = { probability: [0.9, 0.4, 0.6, 0.1], total: [], aleatoric: [], epistemic: [] };
  expect(accuracyOf(surfaces, [1, 0, 0, 0])).toBe(0.75);
});

test("a map's total uncertainty is the sum of its parts, and at most that of a coin", async () => {
  const points = { x: gridPlaces({ x: [-1, 1], y: [-1, 1], columns: 4, rows: 4 }), labels: Array.from({ length: 16 }, (_, i) => i % 2) };
  const network = mlp({ inputs: 2, hidden: [8], outputs: 1, dropout: 0.5 });
  const wavering = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: bernoulliLikelihood() });
  const method = methods.mcDropout({ epochs: 20, batchSize: 16, learningRate: 0.05 });
  const posterior = await run(method.fit({ model: wavering, data: planeData(points) }, key(1)));
  const surfaces = await predictSurfaces(posterior, points.x, { draws: 20, key: key(2) });
  expect(Math.max(...surfaces.epistemic)).toBeGreaterThan(0.01);
  surfaces.total.forEach((total, i) => {
    expect(total).toBeCloseTo(surfaces.aleatoric[i] + surfaces.epistemic[i], 3);
    expect(total).toBeLessThanOrEqual(Math.LN2 + 1e-3);
  });
});
