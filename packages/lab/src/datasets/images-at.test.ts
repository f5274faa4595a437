import { expect, test } from "vitest";
import { imagesAt } from "./images-at.ts";

const three = { count: 3, height: 1, width: 2, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6), labels: Uint8Array.of(7, 8, 9) };

test("images and labels at places, in their order, one of them twice", () => {
  expect(imagesAt(three, [2, 0, 2])).toEqual({
    ...{ count: 3, height: 1, width: 2, pixels: Uint8Array.of(5, 6, 1, 2, 5, 6), labels: Uint8Array.of(9, 7, 9) },
  });
  expect(imagesAt(three, Int32Array.of(1), [0])).toMatchObject({ count: 1, pixels: Uint8Array.of(3, 4), labels: Uint8Array.of(0) });
});

test("a place without an image, and too few labels, are told", () => {
  expect(() => imagesAt(three, [0, 3])).toThrow("imagesAt: place 1 is 3, expected a whole number from 0 to 2");
  expect(() => imagesAt(three, [0, 1], [5])).toThrow("imagesAt: 1 labels, expected 2");
});
