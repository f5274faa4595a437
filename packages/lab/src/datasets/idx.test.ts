import { describe, expect, it } from "vitest";
import { labelledImages, readIdxImages, readIdxLabels } from "./idx.ts";

const words = (...values: number[]) => {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value);
  return [...new Uint8Array(view.buffer)];
};
const imageFile = ({ magic = 2051, count = 2, height = 2, width = 3, bytes = 12 } = {}) =>
  Uint8Array.from([...words(magic, count, height, width), ...Array.from({ length: bytes }, (_, i) => i)]);
const labelFile = ({ magic = 2049, count = 2, labels = [7, 9] } = {}) => Uint8Array.from([...words(magic, count), ...labels]);

describe("the IDX reader", () => {
  it("reads what the header promises, from any offset of a larger buffer", () => {
    const shifted = Uint8Array.from([1, 2, 3, ...imageFile()]).subarray(3);
    expect(readIdxImages(shifted, "a")).toEqual({ count: 2, height: 2, width: 3, pixels: Uint8Array.from({ length: 12 }, (_, i) => i) });
    expect([...readIdxLabels(labelFile(), "b")]).toEqual([7, 9]);
  });

  it.each([
    ["one byte short", imageFile({ bytes: 11 }), "a: truncated, 11 bytes after the header, expected 2 x 2 x 3 = 12"],
    ["one byte over", imageFile({ bytes: 13 }), "a: oversized, 13 bytes after the header, expected 2 x 2 x 3 = 12"],
    ["cut in the header", imageFile().subarray(0, 15), "a: truncated, 15 bytes, expected an IDX header of 16"],
    ["empty", new Uint8Array(0), "a: truncated, 0 bytes, expected an IDX header of 16"],
    ["a label file", labelFile({ labels: Array(20).fill(0) }), "a: magic number 2049 (a label file), expected 2051 (IDX images)"],
    ["still gzipped", imageFile({ magic: 0x1f8b0800 }), "a: magic number 529205248 (no IDX file of bytes), expected 2051 (IDX images)"],
    [
      "absurd sizes",
      imageFile({ count: 65536, height: 65536, width: 65536 }),
      "a: truncated, 12 bytes after the header, expected 65536 x 65536 x 65536 = 281474976710656",
    ],
  ])("rejects images that are %s with one line", (_, bytes, message) => {
    expect(() => readIdxImages(bytes, "a")).toThrow(expect.objectContaining({ name: "BadInput", message }));
  });

  it.each([
    ["short", labelFile({ count: 3 }), "b: truncated, 2 bytes after the header, expected 3"],
    ["long", labelFile({ count: 1 }), "b: oversized, 2 bytes after the header, expected 1"],
    ["an image file", imageFile(), "b: magic number 2051 (an image file), expected 2049 (IDX labels)"],
  ])("rejects labels that are %s with one line", (_, bytes, message) => {
    expect(() => readIdxLabels(bytes, "b")).toThrow(expect.objectContaining({ name: "BadInput", message }));
  });

  it("rejects images and labels that do not belong together", () => {
    const names = { images: "a", labels: "b", classes: 10 };
    const images = readIdxImages(imageFile(), "a");
    expect(labelledImages(images, Uint8Array.of(0, 9), names)).toMatchObject({ count: 2, labels: Uint8Array.of(0, 9) });
    expect(() => labelledImages(images, Uint8Array.of(1, 2, 3), names)).toThrow("b: holds 3 labels, expected 2, one for each image of a");
    expect(() => labelledImages(images, Uint8Array.of(1, 10), names)).toThrow("b: label 1 is 10, expected 0 to 9");
  });
});
