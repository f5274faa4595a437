import { badInput } from "@credence/lab";
import { unzipSync } from "fflate";
import type { ByteSource } from "./byte-source.ts";

/** How much memory a table may take. */
export interface RoomOptions {
  /** Memory of the table, MiB: more is refused before it is read. @default 2048 */
  readonly mostMiB?: number;
}

/** gzip makes tables smaller by about so much. */
const usualCompression = 5;

/** Characters outside quotes that end a row. */
const rowEnd = /\n/g;

/** @throws BadInput where a file holds more cells than there is memory for, as its first rows tell */
export function expectRoom(
  { name, byteLength }: Pick<ByteSource, "name" | "byteLength">,
  { sample, zipped, mostMiB = 2048 }: RoomOptions & { readonly sample: string; readonly zipped: boolean },
): void {
  const rows = sample.match(rowEnd)?.length ?? 0;
  if (rows < 2) return;
  const header = sample.slice(0, sample.indexOf("\n"));
  const columns = Math.max(...[",", ";", "\t", "|"].map((delimiter) => header.split(delimiter).length));
  const characters = byteLength * (zipped ? usualCompression : 1);
  const cells = (characters / sample.length) * rows * columns;
  const needed = (8 * cells) / 2 ** 20;
  if (needed > mostMiB)
    throw badInput(
      `${name}: about ${Math.round(cells / columns).toLocaleString("en-US")} rows of ${columns} columns take ${Math.ceil(needed)} MiB of memory, ${mostMiB} are allowed; fit a sample of the rows, or fewer columns`,
    );
}

/** Bytes that an archive may unfold to. */
const mostUnzipped = 2 ** 30;

/** @throws BadInput for an archive that is broken, or unfolds to more than 1 GiB, before it does */
export function expectUnzipped(bytes: Uint8Array, name: string): void {
  let total = 0;
  try {
    unzipSync(bytes, {
      filter({ originalSize }) {
        total += originalSize;
        return false;
      },
    });
  } catch {
    throw badInput(`${name}: a broken archive, expected a whole one`);
  }
  if (total > mostUnzipped) throw badInput(`${name}: ${Math.round(total / 2 ** 20)} MiB when it is unfolded, 1024 are allowed`);
}
