import { badInput } from "@credence/lab";
import { decodeSafetensors, encodeSafetensors, loadPosterior, type Posterior } from "credence";
import type { Calibration } from "./card.ts";

/** What a file is a model of. */
export type ModelKind = "tabular" | "images";

/** Changes where a file of an older version would be read wrongly. */
const version = 1;

/** A card of either kind. */
interface CalibratedCard {
  readonly calibration: Calibration;
}

/**
 * One file: the card in the header of safetensors, the posterior's own file as bytes in 32-bit words.
 * @throws BadInput for a calibration that holds a number that is not finite
 */
export async function saveModel(kind: ModelKind, card: CalibratedCard, posterior: Posterior): Promise<Uint8Array> {
  expectFinite("model", "calibration", card.calibration);
  const bytes = await posterior.save();
  const words = new Int32Array(Math.ceil(bytes.length / 4));
  new Uint8Array(words.buffer).set(bytes);
  const header = JSON.stringify({ credence: kind, version, bytes: bytes.length, card });
  return encodeSafetensors({ metadata: { credence: header }, arrays: new Map([["posterior", { shape: [words.length], values: words }]]) });
}

/** What `saveModel` wrote. */
export interface OpenedModel<Card> {
  readonly card: Card;
  readonly posterior: Posterior;
}

/** JSON has null for a number that is not finite, and an interval of factor null would have no width. @throws BadInput for the first such number */
function expectFinite(name: string, path: string, value: unknown): void {
  if (value !== null && typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) expectFinite(name, `${path}.${key}`, inner);
  } else if (typeof value !== "string" && !Number.isFinite(value)) throw badInput(`${name}: ${path} is ${value}, expected a finite number`);
}

/** What a file is a model of: tables, or images. @throws BadInput for other files */
export const modelKind = (
  bytes: Uint8Array,
  options: {
    /** What messages call it. @default "model" */
    readonly name?: string;
  } = {},
): ModelKind => readHeader(bytes, options.name ?? "model").header.credence;

/** What `saveModel` wrote. @throws BadInput for other files, those of another kind or version, and a calibration without its numbers */
export async function openModel<Card extends CalibratedCard>(kind: ModelKind, bytes: Uint8Array, name: string): Promise<OpenedModel<Card>> {
  const { header, words } = readHeader(bytes, name);
  if (header.credence !== kind) throw badInput(`${name}: a model of ${wordOf[header.credence]}, expected one of ${wordOf[kind]}`);
  if (header.version !== version)
    throw badInput(
      `${name}: a model of format ${header.version}, expected ${version}: fit it again, or use the version of credence it was made with`,
    );
  const card = header.card as Card;
  expectFinite(name, "calibration", card.calibration);
  const body = new Uint8Array(words.buffer, words.byteOffset, words.byteLength).slice(0, header.bytes);
  try {
    return { card, posterior: await loadPosterior(body) };
  } catch (error) {
    throw badInput(`${name}: broken, ${(error as Error).message}`);
  }
}

const wordOf: Readonly<Record<ModelKind, string>> = { tabular: "tables", images: "images" };

interface Header {
  readonly credence: ModelKind;
  readonly version: number;
  readonly bytes: number;
  readonly card: unknown;
}

function readHeader(bytes: Uint8Array, name: string): { readonly header: Header; readonly words: Int32Array } {
  try {
    const { metadata, arrays } = decodeSafetensors(bytes);
    const header = JSON.parse(metadata.credence ?? "{}");
    const words = arrays.get("posterior")?.values;
    if (Object.hasOwn(wordOf, header.credence) && words instanceof Int32Array) return { header, words };
  } catch {
    // said below
  }
  throw badInput(`${name}: not a whole model file, expected what credence fit writes as model.credence`);
}
