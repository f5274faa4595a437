import type { Kernel } from "./kernels.ts";

/** A kernel's work on inputs that lie in memory, and where its results lie. */
export interface Job {
  readonly kernel: Kernel;
  readonly chunks: number;
  readonly ints: readonly number[];
  readonly floats: readonly number[];
  /** First byte of the results, and the byte behind the last. */
  readonly output: number;
  readonly end: number;
}

/** No multiple of a vector or a pair of vectors, and more than the 512 weights of a block. */
const COUNT = 1037;
/** Bytes of inputs: five of several thousand values of both signs. */
export const INPUT_BYTES = 5 * 65536;
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/**
 * Work for every kernel but the one that calls a BLAS, each operation and each shape of its loops, with ragged ends. Inputs are read from
 * `from` on; each job writes where none before it did.
 */
export function selfTestJobs(from: number, end: number): Job[] {
  const jobs: Job[] = [];
  // labels and indices are zeros, which lie where nobody writes
  const [x, y, z, u, v] = [0, 1, 2, 3, 4].map((i) => from + i * 65536) as [number, number, number, number, number];
  const zeros = 32768;
  let free = from + INPUT_BYTES;
  const job = (
    kernel: Kernel,
    size: number,
    ints: (to: number) => readonly number[],
    floats: readonly number[] = [],
    chunks = 1,
  ): number => {
    const output = free;
    free += Math.ceil(size / 16) * 64 + 128;
    if (free > end) throw new Error("self-test: its memory is too small");
    jobs.push({ kernel, chunks, ints: ints(output), floats, output, end: output + 4 * size });
    return output;
  };
  for (const op of range(21)) job("unary", COUNT, (to) => [x, to, COUNT, op], [0.7, 0.3]);
  for (const op of range(16))
    for (const [a, b] of [
      [1, 1],
      [1, 0],
      [0, 1],
    ] as const)
      job("binary", COUNT, (to) => [x, y, to, op, 1, 1, 1, COUNT, 0, 0, 0, a, 0, 0, 0, COUNT, 16384, b]);
  job("select", COUNT, (to) => [x, y, z, to, COUNT]);
  job("fill", COUNT, (to) => [to, COUNT], [0.3]);
  const partials = job("sumBlocks", 2, (to) => [x, to, COUNT]);
  job("sumPartials", 1, (to) => [partials, to, 1, 1], [0.5]);
  for (const op of range(3)) {
    job("reduce", 7, (to) => [x, to, op, 7, 141, 1, 7, 0]);
    job("reduce", 3 * 45, (to) => [x, to, op, 3, 21, 45, 256, 1], [], 3);
  }
  for (const logarithm of [0, 1]) job("softmax", 37 * 11, (to) => [x, to, 37, 11, logarithm]);
  const probabilities = job("softmax", 6 * 31 * 5, (to) => [y, to, 6 * 31, 5, 0]);
  job("crossEntropy", 37, (to) => [x, zeros, to, 37, 11, 37]);
  job("crossEntropyBackward", 37 * 11, (to) => [x, zeros, y, to, 37, 11, 37]);
  job("mutualInformation", 31, (to) => [probabilities, to, 6, 31, 5, 31]);
  job("permute", 13 * 17, (to) => [x, to, 13 * 17, 1, 1, 1, 1, 13, 17, 0, 0, 0, 0, 1, 13]);
  job("copyBlocks", 7 * 21, (to) => [x, to, 7, 19, 23, 21, 7]);
  job("gatherRows", 9 * 21, (to) => [x, zeros, to, 9, 21, 9]);
  job("scatterAddRows", 9 * 21, (to) => [x, zeros, to, 9, 21, 21, 0, 9]);
  cells();
  steps();
  products();
  convolutions();
  for (const average of [0, 1]) {
    job("pool", 5 * 4 * 4, (to) => [x, to, 5, 9, 9, 2, 2, 4, 4, average]);
    job("poolBackward", 5 * 9 * 9, (to) => [x, y, to, 5, 9, 9, 2, 2, 4, 4, average]);
  }
  for (const kind of range(4)) job("random", 1040, (to) => [to, COUNT, kind, 12, 34, 5, 2 ** 30, 77], [0.5, 1.5, 0.5, 1.5]);
  weights();
  return jobs;

  function products(): void {
    // tiles of 6 and 4 rows, of 16, 8 and 4 columns, full and ragged; stored and added
    for (const [m, n, k] of [
      [21, 60, 41],
      [8, 39, 5],
      [6, 3, 17],
      [4, 32, 400],
    ] as const) {
      for (const transposed of [0, 1]) {
        const blocks = Math.ceil(m / 4);
        const packed = job("packA", 4 * blocks * k, (to) => [x, to, m, k, transposed ? m : k, transposed, 0, blocks, 1]);
        for (const [a, given] of [
          [packed, 0],
          [x, 1 + transposed],
        ] as const)
          for (const add of [0, 1])
            job("multiply", m * n, (to) => [
              ...[a, y, to, m, n, k, transposed ? k : n, n, transposed, 0, 0, 0, 24, 1, 1, add, given],
              transposed ? m : k,
            ]);
      }
    }
  }

  function cells(): void {
    // rows of 9 units: two vectors and one that is not full
    const [rows, units] = [5, 9];
    const of = (gates: number) => 48 * gates;
    const sizes = [rows, units, rows];
    job("lstmCell", of(6), (to) => [x, y, z, to, to + 4 * of(4), to + 4 * of(5), ...sizes]);
    job("lstmCellBackward", of(5), (to) => [x, y, z, u, v, to, to + 4 * of(4), ...sizes]);
    job("gruCell", of(4), (to) => [x, y, z, to, to + 4 * of(3), ...sizes]);
    job("gruCellBackward", of(7), (to) => [x, y, z, u, to, to + 4 * of(3), to + 4 * of(6), ...sizes]);
  }

  // panels are as wide as the module's tiles: what is made of them is compared
  function packed(size: number, ints: (to: number) => readonly number[], chunks: number): number {
    const output = job("packB", size, ints, [], chunks);
    const made = jobs.pop()!;
    jobs.push({ ...made, end: output });
    return output;
  }

  function steps(): void {
    // 2 draws of 3 steps of 6 sequences of unequal length, masked, from a state; 9 units, and 20, which fill a panel
    for (const units of [9, 20]) {
      const [draws, count, batch] = [2, 3, 6];
      const one = draws * batch * units;
      const all = count * one;
      const cut = [8, 1, 0];
      for (const [kind, gates] of [
        ["lstm", 4],
        ["gru", 3],
      ] as const) {
        const width = gates * units;
        const panels = (k: number, n: number, transposed: number) =>
          packed(
            draws * k * 16 * Math.ceil(n / 16),
            (to) => {
              const stride = k * 16 * Math.ceil(n / 16);
              return [x, to, k, n, transposed ? k : n, transposed, k * n, stride, Math.ceil(n / 16)];
            },
            draws * Math.ceil(n / 16),
          );
        const stride = units * 16 * Math.ceil(width / 16);
        // behind the end of a sequence its gates are left as they were: all have all steps but in the states
        const at = (to: number, from: number) => to + 4 * from;
        const forward = (to: number) => [at(to, 2 * one), at(to, 2 * one + 4 * all), at(to, 2 * one + 5 * all), to, at(to, one)];
        const weights = panels(units, width, 0);
        job(
          `${kind}Steps`,
          2 * one + 6 * all,
          (to) => [y, weights, z, u, v, x, 0, ...forward(to), count, batch, units, stride, width, ...cut],
          [],
          draws,
        );
        const turned = panels(width, units, 1);
        job(
          `${kind}StepsBackward`,
          2 * all * gates + 2 * one,
          (to) => [
            y,
            turned,
            u,
            v,
            x,
            0,
            z,
            u,
            v,
            x,
            y,
            to,
            at(to, gates * all),
            at(to, 2 * gates * all),
            at(to, 2 * gates * all + one),
            count,
            batch,
            units,
            width * 16 * Math.ceil(units / 16),
            ...cut,
          ],
          [],
          draws,
        );
      }
    }
  }

  function convolutions(): void {
    // two images of 3 channels, 9 x 9, under 5 kernels of 3 x 3; rows of 7 outputs, and of 16 that fill two groups of pixels
    const finite = 32768;
    for (const [rows, columns] of [
      [7, 7],
      [3, 16],
    ] as const) {
      const [pixels, image] = [rows * columns, 3 * (rows + 2) * (columns + 2)];
      const geometry = [3, rows + 2, columns + 2, 5, 3, 3, 1, 0, rows, columns, 2];
      const kernel = job("packConvolution", 8 * 27, (to) => [y, to, finite, 5, 27, 27, 1, 1, 2], [], 2);
      job("convForward", 10 * pixels, (to) => [x, kernel, to, u, finite, rows, 1, 0, ...geometry], [], 2);
      kept(rows, columns, { kernel, geometry });
      const turned = job("packConvolution", 9 * 4 * 5, (to) => [y, to, finite, 3, 5, 9, 27, 1, 1], [], 9);
      job("convBackwardInput", 2 * image, (to) => [x, turned, to, 0, finite, 0, 0, 0, ...geometry], [], 2);
      job("convBackwardKernel", 28 * 5, (to) => [x, z, to, 2, 28, 2, 1, 0, ...geometry, rows, columns]);
    }
    // stride 2
    const geometry = [3, 9, 9, 5, 3, 3, 2, 0, 4, 4, 2];
    const kernel = job("packA", 8 * 27, (to) => [y, to, 5, 27, 27, 0, 0, 2, 1]);
    job("unrolledForward", 10 * 16, (to) => [x, kernel, to, 0, 0, 16, 1, 0, ...geometry], [], 2);
    const turned = job("packA", 28 * 5, (to) => [y, to, 27, 5, 27, 1, 0, 7, 1]);
    job("unrolledBackwardInput", 2 * 243, (to) => [x, turned, to, 0, 0, 0, 0, 0, ...geometry], [], 2);
  }

  // two convolutions of the kernel above: of channels 0 and 2 to all outputs, and of all three channels to outputs 1 and 3
  function kept(rows: number, columns: number, { kernel, geometry }: { kernel: number; geometry: readonly number[] }): void {
    const none = -(2 ** 31);
    const lists = [0, 2, 0, 1, 2, 3, 4, 0, 1, 2, none, 0, none, 1, none];
    const pixels = rows * columns;
    const entries = job("fill", 10 + lists.length, (to) => [to, 10 + lists.length], [0]);
    const put = (at: number, word: number) =>
      job("fill", 0, () => [entries + 4 * at, 1], [new Float32Array(Int32Array.of(word).buffer)[0]!]);
    job(
      "convKept",
      14 * pixels,
      (to) => {
        // y, channels, outputs, and where the lists lie, in bytes from the entries; in this order, since a word is written with three behind it
        for (const [at, word] of [to, 2, 5, 40, 48, to + 40 * pixels, 3, 2, 68, 80, ...lists].entries()) put(at, word);
        return [x, kernel, entries, u, 2, rows, 1, 0, ...geometry];
      },
      [],
      2,
    );
  }

  function weights(): void {
    const stride = 1040;
    for (const prior of range(4)) {
      const parameters = prior === 3 ? [-0.7, 5.3, 1, 400] : [0.1, 1.3, 0, 0];
      for (const given of [0, z])
        job("gaussianDraw", 2 * COUNT + 4, (to) => [x, y, to, COUNT, 2, 12, 34, prior, given, u, stride, 0], [...parameters, 0.9]);
      job("gaussianDraw", 2 * stride, (to) => [x, y, v, COUNT, 2, 12, 34, prior, 0, u, stride, to], [...parameters, 0.9]);
      job("gaussianDrawBackward", 2 * stride, (to) => [x, y, z, u, to, to + 4 * stride, COUNT, 2, v, stride, prior], parameters);
    }
    job("normalKl", 2, (to) => [x, y, COUNT, to, 0], [0.1, 1.2, 0.3, 0.9]);
    job("normalKl", 16 + stride, (to) => [x, y, COUNT, to, to + 64], [0.1, 1.2, 0.3, 0.9]);
    job("normalKlBackward", 2 * stride, (to) => [x, y, COUNT, z, to, to + 4 * stride], [0.1, 1.2]);
    job("momentsBackward", 2 * stride, (to) => [x, y, COUNT, z, to, to + 4 * stride, u, v], [0.1, 1.2]);
    for (const given of [0, z]) {
      job("localNoise", COUNT, (to) => [x, y, to, COUNT, 12, 34, given, 5]);
      job("localNoiseBackward", COUNT, (to) => [y, x, to, COUNT, 12, 34, given, 5]);
    }
    job("adam", 4 * stride, (to) => [to, x, to + 4 * stride, to + 8 * stride, COUNT], [0.1, 1.1, 0.9, 0.99, 0.1, 0.01, 1, 0.01, 0.999]);
    job("sgd", 2 * stride, (to) => [to, x, to + 4 * stride, COUNT], [0.1, 0.9, 0.01]);
  }
}
