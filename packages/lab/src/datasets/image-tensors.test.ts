import { expect, it } from "vitest";
import { imageTensors } from "./image-tensors.ts";

const two = { count: 2, height: 1, width: 3, pixels: Uint8Array.of(0, 51, 255, 255, 0, 102), labels: Uint8Array.of(7, 1) };

it("gives a row of shares of ink for each image", async () => {
  const { x, y } = imageTensors(two);
  expect([x.shape, y.shape, y.dtype]).toEqual([[2, 3], [2], "int32"]);
  expect([...(await x.read())]).toEqual([0, Math.fround(0.2), 1, 1, 0, Math.fround(0.4)]);
  expect([...(await y.read())]).toEqual([7, 1]);
});

it("takes the first images, and refuses more than there are", async () => {
  const { x, y } = imageTensors(two, { count: 1 });
  expect([x.shape, [...(await y.read())]]).toEqual([[1, 3], [7]]);
  expect(() => imageTensors(two, { count: 3 })).toThrow("imageTensors: count is 3, expected a whole number from 1 to 2");
});
