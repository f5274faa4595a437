import { byteSource, imagePredictionColumns, loadImageModel, readImages } from "@credence/tabular/images";

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** Every column of a model's predictions for images, numbers to the last bit; the files in base64, which reach a page too. `wasm` are those of the decoders. */
export async function imagesPredictedHere(
  file: string,
  images: readonly string[],
  wasm: { readonly jpeg: string; readonly webp: string },
): Promise<Record<string, readonly (number | string)[]>> {
  const model = await loadImageModel(bytesOf(file));
  const files = images.map((image, index) => ({ path: String(index), source: byteSource(bytesOf(image)) }));
  const codecs = { jpeg: async () => bytesOf(wasm.jpeg), webp: async () => bytesOf(wasm.webp) };
  const { width, height } = model.card.image;
  const predictions = await model.predict(await readImages(files, { codecs, size: { width, height } }));
  return Object.fromEntries(imagePredictionColumns(predictions).map(([name, cells]) => [name, Array.from(cells)]));
}
