import { badInput } from "@credence/lab";
import { decodeSafetensors, encodeSafetensors, loadPosterior, type Posterior } from "credence";
import { cardJson, type ModelCard } from "./card.ts";

/** Changes where a file of an older version would be read wrongly. */
const format = { credence: "tabular", version: 1 } as const;

/** One file: the card in the header of safetensors, the posterior's own file as bytes in 32-bit words. */
export async function saveModel(card: ModelCard, posterior: Posterior): Promise<Uint8Array> {
  const bytes = await posterior.save();
  const words = new Int32Array(Math.ceil(bytes.length / 4));
  new Uint8Array(words.buffer).set(bytes);
  const header = JSON.stringify({ ...format, bytes: bytes.length, card: cardJson(card) });
  return encodeSafetensors({ metadata: { credence: header }, arrays: new Map([["posterior", { shape: [words.length], values: words }]]) });
}

/** What `saveModel` wrote. @throws BadInput for other files, and those of another version */
export async function openModel(bytes: Uint8Array, name: string): Promise<{ readonly card: ModelCard; readonly posterior: Posterior }> {
  const { header, words } = readHeader(bytes, name);
  if (header.version !== format.version)
    throw badInput(
      `${name}: a model of format ${header.version}, expected ${format.version}: fit it again, or use the version of credence it was made with`,
    );
  const body = new Uint8Array(words.buffer, words.byteOffset, words.byteLength).slice(0, header.bytes);
  try {
    return { card: header.card, posterior: await loadPosterior(body) };
  } catch (error) {
    throw badInput(`${name}: broken, ${(error as Error).message}`);
  }
}

interface Header {
  readonly version: number;
  readonly bytes: number;
  readonly card: ModelCard;
}

function readHeader(bytes: Uint8Array, name: string): { readonly header: Header; readonly words: Int32Array } {
  try {
    const { metadata, arrays } = decodeSafetensors(bytes);
    const header = JSON.parse(metadata.credence ?? "{}");
    const words = arrays.get("posterior")?.values;
    if (header.credence === format.credence && words instanceof Int32Array) return { header, words };
  } catch {
    // said below
  }
  throw badInput(`${name}: not a whole model file, expected what credence fit writes as model.credence`);
}
