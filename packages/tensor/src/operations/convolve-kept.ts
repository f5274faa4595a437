import { allocate, type DenseArray, floats } from "../array.ts";
import { isFollowed } from "../autodiff/tape.ts";
import { describe } from "../describe.ts";
import { launch, memory } from "../engine/engine.ts";
import { expectOptions } from "../options.ts";
import { expectList } from "../plain-arguments.ts";
import { showShape } from "../shape.ts";
import type { Tensor } from "../types.ts";
import { type Geometry, geometry, ints, partsFit, rowsPerChunk } from "./convolution-geometry.ts";
import { type Convolve2dOptions, outputBias, withPackedKernel } from "./convolve2d.ts";

/** What a convolution keeps of x and of its outputs: indices in ascending order. */
export interface KeptChannels {
  readonly channels: Int32Array;
  readonly outputs: Int32Array;
}

/** What is convolved, and where the kernel stands. */
export interface ConvolveKeptOptions extends Omit<Convolve2dOptions, "stride"> {
  /** What each convolution keeps. */
  readonly kept: readonly KeptChannels[];
}

/** What it costs to add a part, in multiplications of a convolution. */
const ADDITION = 3;

/** Whether `convolveKept` can do it: with stride 1, images that fit a thread's scratch, and no gradient asked for. */
export function keptFits(x: Tensor, kernel: Tensor, options: Omit<Convolve2dOptions, "bias"> = {}): boolean {
  const inputs = [floats("keptFits", x), floats("keptFits", kernel, "kernel")] as const;
  expectOptions("keptFits", options, { stride: true, padding: true });
  const { stride = 1, padding = 0 } = options;
  return !isFollowed(inputs) && partsFit(geometry(...inputs, stride, padding));
}

/** Whether `convolveKept` is less work than a convolution for each of `kept`: the parts of all channels cost one convolution of all. */
export function keptSaves(kernel: Tensor, kept: readonly KeptChannels[]): boolean {
  const [outputs, channels, height, width] = floats("keptSaves", kernel, "kernel").shape as [number, number, number, number];
  expectLists("keptSaves", kept);
  const sums = kept.reduce((all, own) => all + own.channels.length * own.outputs.length, 0);
  return channels * outputs * height * width + ADDITION * sums < sums * height * width;
}

function expectLists(where: string, kept: readonly KeptChannels[]): void {
  expectList(where, "kept", kept);
  for (const [i, own] of kept.entries()) {
    expectOptions(`${where}: kept[${i}]`, own, { channels: true, outputs: true });
    for (const name of ["channels", "outputs"] as const)
      if (!(own[name] instanceof Int32Array))
        throw new Error(`${where}: kept[${i}].${name} is ${describe(own[name])}, expected an Int32Array of indices`);
  }
}

const expectKept = (kept: readonly KeptChannels[], g: Geometry): void => {
  for (const [i, { channels, outputs }] of kept.entries())
    for (const [name, list, end] of [
      ["channels", channels, g.channels],
      ["outputs", outputs, g.outputs],
    ] as const)
      for (const [at, index] of list.entries())
        if (index < 0 || index >= end || (at > 0 && index <= list[at - 1]!))
          throw new Error(`convolveKept: kept[${i}].${name}[${at}] is ${index}, expected ascending indices below ${end}`);
};

// the table of assembly/conv-kept.ts: an entry for each, then the lists of all
function tableOf(kept: readonly KeptChannels[], results: readonly DenseArray[], outputs: number): Int32Array {
  const lists = kept.reduce((all, { channels }) => all + channels.length + outputs, 0);
  const table = new Int32Array(5 * kept.length + lists);
  let free = 5 * kept.length;
  for (const [i, own] of kept.entries()) {
    table.set([results[i]!.address, own.channels.length, own.outputs.length, 4 * free, 4 * (free + own.channels.length)], 5 * i);
    table.set(own.channels, free);
    free += own.channels.length;
    table.fill(-1, free, free + outputs);
    own.outputs.forEach((output, place) => {
      table[free + output] = place;
    });
    free += outputs;
  }
  return table;
}

/**
 * Convolutions of the same images, each of the channels and to the outputs that it keeps.
 *
 *   y[i][b, j] = sum over c in kept[i].channels of kernel[kept[i].outputs[j], c] * x[b, c] + bias[kept[i].outputs[j]]
 *
 * What a channel adds to an output is computed once, whatever keeps it; a sum over the same channels gives the same bits, whatever else is asked for.
 * No gradient goes through it. `keptFits` says whether it can be done, `keptSaves` whether it is worth it.
 *
 * @shape x [batch, channels, height, width], kernel [outputs, channels, height, width], bias [outputs] -> [batch, kept outputs, height', width'] each
 * @throws for indices that are not ascending or out of range, and where `keptFits` is false
 */
export function convolveKept(x: Tensor, kernel: Tensor, options: ConvolveKeptOptions): Tensor<"float32">[] {
  const input = floats("convolveKept", x);
  const weights = floats("convolveKept", kernel, "kernel");
  expectOptions("convolveKept", options, { kept: true, padding: true, bias: true });
  const { kept, padding = 0, bias } = options;
  expectLists("convolveKept", kept);
  const g = geometry(input, weights, 1, padding);
  const shift = outputBias("convolveKept", bias, g);
  expectKept(kept, g);
  if (!partsFit(g) || isFollowed(shift ? [input, weights, shift] : [input, weights]))
    throw new Error(`convolveKept: x is ${showShape(x.shape)}, kernel is ${showShape(kernel.shape)}, which keptFits refuses`);
  const rows = rowsPerChunk(g);
  const results = kept.map(({ outputs }) => allocate([g.batch, outputs.length, g.outHeight, g.outWidth]));
  const table = tableOf(kept, results, g.outputs);
  const entries = memory.allocate(table.byteLength);
  memory.int32().set(table, entries >>> 2);
  const chunks = Math.ceil(g.outHeight / rows);
  try {
    withPackedKernel(weights, g, (packed) =>
      launch("convKept", g.batch * chunks, [input.address, packed, entries, shift?.address ?? 0, kept.length, rows, chunks, 0, ...ints(g)]),
    );
  } finally {
    memory.release(entries, table.byteLength);
  }
  return results;
}
