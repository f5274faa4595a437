import { expect, test } from "vitest";
import { standardizedImages } from "./standardized-images.ts";

test("pixels are of mean 0 and standard deviation 1 where those given are theirs, in one channel", async () => {
  const images = { count: 2, height: 1, width: 2, pixels: Uint8Array.of(0, 255, 51, 102), labels: Uint8Array.of(3, 7) };
  const { x, y } = standardizedImages(images, { mean: 0.4, stdDev: 0.2 });
  expect(x.shape).toEqual([2, 1, 1, 2]);
  for (const [i, value] of [-2, 3, -1, 0].entries()) expect((await x.read())[i]).toBeCloseTo(value, 6);
  expect([...(await y.read())]).toEqual([3, 7]);
  expect(standardizedImages(images, { mean: 0, stdDev: 1, count: 1 }).x.shape).toEqual([1, 1, 1, 2]);
});
