import { badInput } from "@credence/lab";
import { byteSource, type ImageCard, type ImageFile, type ImageModel, imagePredictionColumns, readImages } from "@credence/tabular/images";
import { predictionAt } from "../tables/prediction-at.ts";
import type { ServedModel } from "../tables/table-server.ts";
import { nodeCodecs } from "./node-codecs.ts";

/** Images of one request, and pixels of one image, at most. */
const mostImages = 256;
const mostPixels = 2 ** 22;

/** A model of images as it is served: POST /predict takes `{ "image": "..." }` or `{ "images": ["...", ...] }`, PNG, JPEG or WebP as base64. */
export const servedImages = (model: ImageModel): ServedModel => ({
  schema: schemaOf(model.card),
  answer: (given) => answerImages(model, given),
});

function schemaOf({ task, code, image, options }: ImageCard): object {
  const { width, height, channels, resizes } = image;
  const colours = channels === 1 ? "grey" : "RGB";
  return {
    task,
    level: options.level,
    classes: code.classes,
    image: { width, height, colours, otherSizes: resizes ? "resized" : "refused" },
  };
}

/** @throws BadInput by the place of the image */
async function answerImages(model: ImageModel, given: unknown): Promise<unknown> {
  const { image, images } = isObject(given) ? given : {};
  const several = Array.isArray(images) ? (images as readonly unknown[]) : undefined;
  if (several === undefined && image === undefined) throw badInput('request: expected { "image": "..." } or { "images": ["...", ...] }');
  const list = several ?? [image];
  if (list.length === 0 || list.length > mostImages) throw badInput(`request: ${list.length} images, expected 1 to ${mostImages}`);
  const files = list.map((one, index): ImageFile => {
    const name = `request, image ${index + 1}`;
    return { path: String(index + 1), source: byteSource(bytesOf(one, name), { name }) };
  });
  const { width, height, resizes } = model.card.image;
  const size = resizes ? { width, height } : undefined;
  const predictions = await model.predict(await readImages(files, { name: "request", codecs: nodeCodecs, size, mostPixels }));
  const columns = imagePredictionColumns(predictions).filter(([name]) => name !== "file");
  const answers = list.map((_, row) => predictionAt(columns, row));
  return several ? { predictions: answers } : answers[0];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => value !== null && typeof value === "object";

function bytesOf(text: unknown, name: string): Uint8Array {
  if (typeof text !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw badInput(`${name}: expected a PNG, JPEG or WebP as base64`);
  return Buffer.from(text, "base64");
}
