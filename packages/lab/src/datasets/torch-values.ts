import { unzipSync } from "fflate";
import { badInput } from "../host.ts";

/** How the storages of PyTorch are read, by the name that a file's pickle gives them. */
const storages: Readonly<Record<string, { readonly bytes: number; values(buffer: ArrayBuffer): ArrayLike<number> }>> = {
  FloatStorage: { bytes: 4, values: (buffer) => new Float32Array(buffer) },
  DoubleStorage: { bytes: 8, values: (buffer) => new Float64Array(buffer) },
  IntStorage: { bytes: 4, values: (buffer) => new Int32Array(buffer) },
  LongStorage: { bytes: 8, values: (buffer) => Float64Array.from(new BigInt64Array(buffer), Number) },
};

/**
 * Numbers of the one tensor that `torch.save` (PyTorch 1.6 or later) wrote into a file, in the order of its storage: row-major for a tensor that is no view of
 * another. Its pickle is not run; only the name of the storage is looked up in it.
 *
 * @throws BadInput for a file that is no such archive, several tensors, another type of numbers, and another number of them
 */
export function torchValues(
  file: Uint8Array,
  options: {
    /** What to call the file in a message. */
    readonly path: string;
    /** Numbers expected. */
    readonly count: number;
  },
): ArrayLike<number> {
  const { path, count } = options;
  const refused = (came: string) =>
    badInput(`${path}: ${came}, expected the archive that torch.save writes of one tensor of ${count} numbers`);
  let members: Record<string, Uint8Array>;
  try {
    members = unzipSync(file, { filter: ({ name }) => /\/data(\.pkl|\/\d+)$/.test(name) });
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error));
  }
  const ending = (pattern: RegExp) => Object.entries(members).flatMap(([name, bytes]) => (pattern.test(name) ? [bytes] : []));
  const [[pickle], data] = [ending(/\.pkl$/), ending(/\/data\/\d+$/)];
  if (!pickle || data.length !== 1) throw refused(`${data.length} tensors`);
  const names = [...new Set(new TextDecoder("latin1").decode(pickle).match(/[A-Z][a-z0-9]+Storage/g))];
  const storage = names.length === 1 ? storages[names[0]!] : undefined;
  if (!storage) throw refused(`numbers of type ${names.join(", ") || "unknown"}`);
  const [bytes] = data as [Uint8Array];
  if (bytes.length !== count * storage.bytes) throw refused(`${bytes.length / storage.bytes} numbers`);
  // a copy begins where its buffer does, as views of several bytes ask
  return storage.values(bytes.slice().buffer);
}
