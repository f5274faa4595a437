import { imageClassifier, readImages } from "@credence/tabular/images";
import { engine } from "@credence/tensor";
import { expect, test } from "vitest";
import { codecs, greyPng, jpegBytes, shapeFiles, webpBytes } from "../../packages/tabular/src/images/testing/sample-pictures.ts";
import { imagesPredictedHere } from "../workload/images-predicted-here.ts";
import { describeInBrowser } from "./describe-in-browser.ts";
import { callInPage, withPage } from "./open-page.ts";

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

describeInBrowser("a model of images in Chromium (skipped where there is none)", () => {
  test("decodes PNG, JPEG and WebP to Node's pixels, and predicts Node's numbers, bit for bit", async () => {
    // in colours, so that all three formats fit
    const files = shapeFiles(60).map((file, index) => (index < 2 ? { ...file, source: { ...file.source, ...coloured[index] } } : file));
    const wasm = { jpeg: base64(await codecs.jpeg!()), webp: base64(await codecs.webp!()) };
    const images = await readImages(files, { codecs, size: { width: 12, height: 12 } });
    const model = await imageClassifier({ method: "mcDropout", draws: 20 }).fit(images);
    const file = base64(await model.save());
    const grey = greyPng(
      Array.from({ length: 144 }, (_, at) => (37 * at) % 256),
      { width: 12, height: 12 },
    );
    const fresh = [jpegBytes, webpBytes, grey].map(base64);
    const here = await imagesPredictedHere(file, fresh, wasm);
    expect(here.prediction).toHaveLength(3);
    expect(new Set(here.total).size).toBe(3);
    const settings = { CREDENCE_SIMD: engine.info().arithmetic, CREDENCE_THREADS: "2" };
    const there = await withPage(
      (page) => callInPage(page, "/test/workload/images-predicted-here.ts", "imagesPredictedHere", file, fresh, wasm),
      { settings },
    );
    expect(there).toEqual(here);
  });
});

const coloured = [webpBytes, jpegBytes].map((bytes) => ({ byteLength: bytes.length, slice: async () => bytes }));
