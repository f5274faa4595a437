import { packFiles, unpackFiles } from "../../saving/packed-files.ts";
import type { Chain } from "./chain.ts";
import type { StepSizeMemory } from "./dual-averaging.ts";

/** Chains after an iteration, with what they have drawn so far. */
export interface ChainsSoFar {
  readonly iteration: number;
  readonly iterations: number;
  readonly chains: readonly Chain[];
  /** Kept positions of each chain. */
  readonly kept: readonly (readonly Float32Array[])[];
  readonly divergences: number;
}

interface ChainHeader {
  readonly stepSize: StepSizeMemory;
  readonly logDensity: number;
  readonly logPrior?: number;
  readonly count: number;
  readonly kept: number;
}

const bytesOf = (values: Float64Array | Float32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Everything that the next iteration depends on, and the draws: float64 to the bit. */
export function packedChains(method: string, { chains, kept, ...counts }: ChainsSoFar): Uint8Array {
  const headers = chains.map(
    ({ stepSize, at: { position: _, gradient: __, ...at }, moments: { count } }, i): ChainHeader => ({
      stepSize,
      ...at,
      count,
      kept: kept[i]!.length,
    }),
  );
  const files = chains.flatMap(({ at, inverseMass, moments }, i) => [
    ...[at.position, at.gradient, inverseMass, moments.mean, moments.squares].map(bytesOf),
    ...kept[i]!.map(bytesOf),
  ]);
  return packFiles({ checkpoint: method, ...counts, chains: headers }, files);
}

/** @throws for a checkpoint of another method, of another number of chains or iterations, or of positions of another size */
export function unpackedChains(
  method: string,
  bytes: Uint8Array,
  expected: { readonly chains: number; readonly iterations: number; readonly dimensions: number },
): ChainsSoFar {
  const { header, files } = unpackFiles(method, bytes);
  if (header.checkpoint !== method) throw new Error(`${method}: the checkpoint is of "${header.checkpoint}"`);
  const headers = header.chains as readonly ChainHeader[];
  if (headers.length !== expected.chains || header.iterations !== expected.iterations)
    throw new Error(
      `${method}: the checkpoint is of ${headers.length} chains of ${header.iterations} iterations, expected ${expected.chains} of ${expected.iterations}`,
    );
  let next = 0;
  const take = <Values>(make: (buffer: ArrayBuffer) => Values & { readonly length: number }): Values => {
    const values = make(Uint8Array.from(files[next++] ?? []).buffer);
    if (values.length !== expected.dimensions)
      throw new Error(`${method}: the checkpoint has positions of ${values.length} numbers, expected ${expected.dimensions}`);
    return values;
  };
  const float64 = () => take((buffer) => new Float64Array(buffer));
  const read = headers.map(({ stepSize, count, kept, ...at }) => {
    const [position, gradient, inverseMass, mean, squares] = [float64(), float64(), float64(), float64(), float64()];
    return {
      chain: { at: { position, gradient, ...at }, inverseMass, stepSize, moments: { count, mean, squares } },
      kept: Array.from({ length: kept }, () => take((buffer) => new Float32Array(buffer))),
    };
  });
  return {
    ...{ iteration: header.iteration as number, iterations: expected.iterations, divergences: header.divergences as number },
    ...{ chains: read.map(({ chain }) => chain), kept: read.map(({ kept }) => kept) },
  };
}
