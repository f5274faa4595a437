import { beforeAll, describe, expect, test } from "vitest";
import { byteSource } from "../readers/byte-source.ts";
import { imageClassifier } from "./image-classifier.ts";
import { type ImageModel, imagePredictionsCsv, loadImageModel } from "./image-model.ts";
import { imageNetwork } from "./image-network.ts";
import { type Images, readImages, selectImages } from "./images.ts";
import { codecs, greyPng, jpegBytes, pngOf, shapeFiles, webpBytes } from "./testing/sample-pictures.ts";

const file = (bytes: Uint8Array, path: string, label?: string) => ({
  path,
  ...(label ? { label } : {}),
  source: byteSource(bytes, { name: path }),
});
const refused = (message: RegExp) => expect.objectContaining({ name: "BadInput", message: expect.stringMatching(message) });

describe("reading", () => {
  test("grey and coloured pictures of three formats are of one kind; what is transparent is said", async () => {
    const clear = pngOf({
      width: 16,
      height: 12,
      colourType: 4,
      rows: Array.from({ length: 12 }, () => [0, ...Array<number>(32).fill(0)]).flat(),
    });
    const images = await readImages([file(jpegBytes, "a.jpg"), file(webpBytes, "b.webp"), file(clear, "c.png")], { codecs });
    expect(images).toMatchObject({ width: 16, height: 12, channels: 3, paths: ["a.jpg", "b.webp", "c.png"], labels: undefined });
    expect(images.pixels.map(({ length }) => length)).toEqual([576, 576, 576]);
    expect(new Set(images.pixels[2])).toEqual(new Set([255]));
    expect(images.notes).toEqual(["1 of 3 images have transparent pixels, which are laid over white"]);
  });

  test("sizes that differ are refused by file, or brought to one", async () => {
    const files = [file(webpBytes, "b.webp"), file(greyPng(new Uint8Array(100), { width: 10, height: 10 }), "a.png")];
    await expect(readImages(files, { codecs })).rejects.toEqual(
      refused(/^a.png: 10 x 10 pixels, expected 16 x 12 as of b.webp; --size brings all to one size$/),
    );
    const images = await readImages(files, { codecs, size: { width: 8, height: 8 } });
    expect(images).toMatchObject({ width: 8, height: 8, resizedTo: { width: 8, height: 8 } });
  });

  test("too many are refused as soon as the first one tells", async () => {
    await expect(readImages(shapeFiles(300), { mostMiB: 0.1 })).rejects.toEqual(
      refused(/^images: 300 images of 12 x 12 pixels take 1 MiB of memory, 0.1 are allowed; --size makes them smaller$/),
    );
  });
});

describe("what cannot be fitted is refused in one line", () => {
  const fit = async (images: Promise<Images>) => imageClassifier().fit(await images);
  const blank = (side: number, count = 40) =>
    Array.from({ length: count }, (_, at) =>
      file(greyPng(new Uint8Array(side * side), { width: side, height: side }), `${at % 2}/${at}`, "ab"[at % 2]),
    );
  test.each<[string, () => Promise<unknown>, RegExp]>([
    [
      "one class",
      () => fit(readImages(shapeFiles(60).filter(({ label }) => label === "lying"))),
      /^images: one class, "lying", expected two or more$/,
    ],
    ["few images", () => fit(readImages(shapeFiles(39))), /^images: 39 images, expected 40 or more$/],
    ["no classes", () => fit(readImages(shapeFiles(60).map(({ path, source }) => ({ path, source })))), /^images: images without a class/],
    ["small pictures", () => fit(readImages(blank(7))), /^images: images of 7 x 7 pixels, expected 8 x 8 or more$/],
    ["large pictures", () => fit(readImages(blank(257))), /expected 256 x 256 at most; --size makes them smaller$/],
    ["no images", () => fit(readImages([])), /^images: no pictures, expected one or more$/],
    ["options", async () => imageClassifier({ level: 2 }), /^level is 2, expected between 0 and 1/],
  ])("%s", async (_, attempt, message) => {
    await expect(attempt()).rejects.toEqual(refused(message));
  });
});

test("a network keeps some pixels of every picture that is fitted", () => {
  for (let side = 8; side <= 256; side++) {
    const { filters, kernel, padding } = imageNetwork({ width: side, height: 256 });
    const left = filters.reduce((pixels) => Math.floor((pixels + 2 * padding - kernel + 1) / 2), side);
    expect(left, String(side)).toBeGreaterThanOrEqual(2);
    expect(left, String(side)).toBeLessThan(8);
  }
});

describe.each(["mcDropout", "deepEnsemble", "laplace", "bayesByBackprop"] as const)("%s on three shapes", (method) => {
  // an ensemble of five takes five times as long to do without
  const outOfFold = method !== "deepEnsemble";
  const estimator = imageClassifier({ method, draws: 20, calibration: outOfFold ? "by size" : "heldOut" });
  let images: Images;
  let fresh: Images;
  let model: ImageModel;
  beforeAll(async () => {
    images = await readImages(shapeFiles(150));
    fresh = await readImages(shapeFiles(150, 1));
    model = await estimator.fit(images);
  });

  test("tells them apart, with entropies that add up and sets that hold the class", async () => {
    expect(model.card).toMatchObject(
      outOfFold ? { folds: 5, calibration: { sets: { rows: 120 } } } : { folds: 0, calibration: { sets: { rows: 15 } } },
    );
    const evaluation = await model.evaluate(fresh);
    expect(evaluation.accuracy).toBeGreaterThan(0.9);
    expect(evaluation.covered).toBeGreaterThan(0.85);
    const { rows, probabilities, total, aleatoric, epistemic, sets, prediction } = await model.predict(fresh);
    for (let row = 0; row < rows; row++) {
      expect(probabilities.slice(3 * row, 3 * row + 3).reduce((sum, value) => sum + value)).toBeCloseTo(1, 6);
      expect(total[row] - aleatoric[row] - epistemic[row]).toBeCloseTo(0, 9);
      expect(sets[row][0]).toBe(prediction[row]);
    }
  });

  test("a file gives the same predictions, and a second fit the same file", async () => {
    const bytes = await model.save();
    const again = await loadImageModel(bytes);
    expect(again.card).toEqual(JSON.parse(JSON.stringify(model.card)));
    expect(imagePredictionsCsv(await again.predict(fresh))).toBe(imagePredictionsCsv(await model.predict(fresh)));
    if (method === "mcDropout") expect(await (await estimator.fit(images)).save()).toEqual(bytes);
  });

  test("an image is predicted alike alone and among others", async () => {
    const all = await model.predict(fresh);
    const one = await model.predict(selectImages(fresh, Int32Array.of(7)));
    expect(one.probabilities[1]).toBeCloseTo(all.probabilities[3 * 7 + 1], 5);
    expect(one.paths).toEqual([all.paths[7]]);
  });
});

test("images of another size, colours where training had none and classes it did not have are refused", async () => {
  const said: string[] = [];
  const copies = shapeFiles(60).concat(shapeFiles(60).slice(0, 30));
  const model = await imageClassifier({ method: "mcDropout", draws: 2 }).fit(await readImages(copies), {
    onMessage: (line) => said.push(line),
  });
  expect(said[0]).toMatch(/^3 classes of images: 90 images of 12 x 12 pixels, grey \(72 train, 9 validation, 9 test\)$/);
  expect(said[2]).toBe(
    "calibration out of fold: each training image is predicted by one of 5 fits, without its fold (held out it would be 9 images; --calibration says otherwise)",
  );
  expect(
    said.filter((line) => /^warning: \d+ images for validation, calibration and test stand in the training part too/.test(line)),
  ).toHaveLength(1);
  const webp = await readImages([file(webpBytes, "b.webp")], { codecs });
  await expect(model.predict(webp)).rejects.toEqual(refused(/^images: images of 16 x 12 pixels, the model was fitted with 12 x 12$/));
  const colours = await readImages([file(webpBytes, "b.webp")], { codecs, size: { width: 12, height: 12 } });
  await expect(model.predict(colours)).rejects.toEqual(refused(/^images: images in colours, the model was fitted with grey ones$/));
  const others = await readImages(shapeFiles(3).map((one) => ({ ...one, label: "round" })));
  await expect(model.evaluate(others)).rejects.toEqual(
    refused(/^images, lying\/0.png: the class is "round", expected one of lying, square, standing$/),
  );
  const { loadModel } = await import("../models/tabular-model.ts");
  await expect(loadModel(await model.save(), { name: "m" })).rejects.toEqual(refused(/^m: a model of images, expected one of tables$/));
});
