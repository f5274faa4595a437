import { loadModel, predictionColumns, readCsv } from "@credence/tabular";

/** Every column of a model's predictions for the rows of a CSV, numbers to the last bit; the file of the model in base64, which reaches a page too. */
export async function predictedHere(file: string, csv: string): Promise<Record<string, readonly (number | string)[]>> {
  const model = await loadModel(Uint8Array.from(atob(file), (character) => character.charCodeAt(0)));
  const predictions = await model.predict(await readCsv(csv));
  return Object.fromEntries(predictionColumns(predictions).map(([name, cells]) => [name, Array.from(cells)]));
}
