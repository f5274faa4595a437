import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { byteSource, type ImageModel, imageClassifier, readImages } from "@credence/tabular/images";
import { encode } from "fast-png";
import { afterAll, beforeAll, expect, test } from "vitest";
import { modelServer } from "../tables/table-server.ts";
import { servedImages } from "./image-answers.ts";

/** A bar that stands or lies. */
const bar = (index: number) =>
  encode({
    ...{ width: 12, height: 12, channels: 1, depth: 8 },
    data: Uint8Array.from({ length: 144 }, (_, at) =>
      (index % 2 ? at % 12 : Math.floor(at / 12)) === 2 + (index % 8) ? 240 : (at * 37) % 60,
    ),
  });

let model: ImageModel;
let server: Server;
let address: string;
beforeAll(async () => {
  const files = Array.from({ length: 48 }, (_, index) => ({
    path: `${index}.png`,
    label: ["lying", "standing"][index % 2],
    source: byteSource(bar(index)),
  }));
  model = await imageClassifier({ method: "mcDropout", draws: 10 }).fit(await readImages(files));
  server = modelServer(servedImages(model)).listen(0, "127.0.0.1");
  await once(server, "listening");
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function post(body: unknown) {
  const response = await fetch(`${address}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

test("says what images it takes", async () => {
  expect(await (await fetch(`${address}/schema`)).json()).toEqual({
    ...{ task: "classification", level: 0.9, classes: ["lying", "standing"] },
    image: { width: 12, height: 12, colours: "grey", otherSizes: "refused" },
  });
});

test("predicts one image, or several, as the model does", async () => {
  const { prediction, probabilities } = await model.predict(
    await readImages([1, 2].map((index) => ({ path: "", source: byteSource(bar(index)) }))),
  );
  const several = await post({ images: [1, 2].map((index) => base64(bar(index))) });
  expect(several).toMatchObject({
    status: 200,
    body: { predictions: [0, 1].map((row) => ({ prediction: prediction[row], p_lying: probabilities[2 * row] })) },
  });
  const one = await post({ image: base64(bar(1)) });
  expect(one).toMatchObject({ status: 200, body: { prediction: prediction[0], set: expect.any(String), epistemic: expect.any(Number) } });
});

const huge = bar(1);
huge.set([0, 0, 0x10, 0, 0, 0, 0x10, 0], 16);
test.each<[string, unknown, string]>([
  ["no image", { row: 1 }, 'request: expected { "image": "..." } or { "images": ["...", ...] }'],
  ["a list", [], 'request: expected { "image": "..." } or { "images": ["...", ...] }'],
  ["none", { images: [] }, "request: 0 images, expected 1 to 256"],
  ["too many", { images: Array(257).fill("") }, "request: 257 images, expected 1 to 256"],
  ["no base64", { images: [base64(bar(1)), "a picture"] }, "request, image 2: expected a PNG, JPEG or WebP as base64"],
  ["an address", { image: { url: "http://elsewhere" } }, "request, image 1: expected a PNG, JPEG or WebP as base64"],
  ["half an image", { image: base64(bar(1).subarray(0, 60)) }, "request, image 1: cut short, expected a whole PNG"],
  ["too many pixels", { image: base64(huge) }, "request, image 1: 4096 x 4096 pixels, 4194304 pixels are allowed at most"],
])("%s is refused by its place", async (_, body, error) => {
  expect(await post(body)).toEqual({ status: 400, body: { error } });
});
