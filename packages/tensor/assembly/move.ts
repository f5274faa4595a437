// Values moved, not changed: axis permutation, blocks (slice, concat), rows by index.
import { int, minimum, pointer } from "./arguments";

const CHUNK: i32 = 16384;

/** y[i0..i5] = x at permuted strides. ints: x, y, size, six output sizes, six input strides */
export function permute(job: usize, chunk: i32): void {
  const x = pointer(job, 0);
  const y = pointer(job, 1);
  const n1 = int(job, 4), n2 = int(job, 5), n3 = int(job, 6), n4 = int(job, 7), n5 = int(job, 8);
  const s0 = int(job, 9), s1 = int(job, 10), s2 = int(job, 11), s3 = int(job, 12), s4 = int(job, 13), s5 = int(job, 14);
  const end = minimum(int(job, 2), (chunk + 1) * CHUNK);
  let at = chunk * CHUNK;
  while (at < end) {
    let rest = at / n5;
    const i5 = at - rest * n5;
    const i4 = rest % n4; rest /= n4;
    const i3 = rest % n3; rest /= n3;
    const i2 = rest % n2; rest /= n2;
    const i1 = rest % n1; rest /= n1;
    let from = x + (<usize>(rest * s0 + i1 * s1 + i2 * s2 + i3 * s3 + i4 * s4 + i5 * s5) << 2);
    const count = minimum(n5 - i5, end - at);
    let to = y + (<usize>at << 2);
    if (s5 == 1) memory.copy(to, from, <usize>count << 2);
    else for (let i: i32 = 0; i < count; i++, to += 4, from += <usize>s5 << 2) store<u32>(to, load<u32>(from));
    at += count;
  }
}

/** Copies rows of `width` floats: ints: x, y, rows, width, x stride, y stride (floats), rows per chunk */
export function copyBlocks(job: usize, chunk: i32): void {
  const width = int(job, 3);
  const end = minimum(int(job, 2), (chunk + 1) * int(job, 6));
  for (let row = chunk * int(job, 6); row < end; row++)
    memory.copy(pointer(job, 1) + (<usize>(row * int(job, 5)) << 2), pointer(job, 0) + (<usize>(row * int(job, 4)) << 2), <usize>width << 2);
}

/** y[row] = x[index[row]]. ints: x, indices, y, rows, width, rows per chunk */
export function gatherRows(job: usize, chunk: i32): void {
  const width = int(job, 4);
  const end = minimum(int(job, 3), (chunk + 1) * int(job, 5));
  for (let row = chunk * int(job, 5); row < end; row++) {
    const index = load<i32>(pointer(job, 1) + (<usize>row << 2));
    memory.copy(pointer(job, 2) + (<usize>(row * width) << 2), pointer(job, 0) + (<usize>index * <usize>width << 2), <usize>width << 2);
  }
}

/**
 * y[index[row]] += x[row], rows in order; chunks own ranges of columns so that no two touch one value. With `sums` the additions are in
 * float64. ints: x, indices, y, rows, width, columns per chunk, sums (float64 of y's shape) or 0, rows of y
 */
export function scatterAddRows(job: usize, chunk: i32): void {
  const width = int(job, 4);
  const first = chunk * int(job, 5);
  const end = minimum(width, first + int(job, 5));
  const sums = pointer(job, 6);
  if (sums != 0) {
    for (let row: i32 = 0; row < int(job, 7); row++)
      for (let j = first; j < end; j++) store<f64>(sums + (<usize>(row * width + j) << 3), 0);
  }
  for (let row: i32 = 0; row < int(job, 3); row++) {
    const index = load<i32>(pointer(job, 1) + (<usize>row << 2));
    const x = pointer(job, 0) + (<usize>(row * width) << 2);
    const start = <usize>index * <usize>width;
    if (sums != 0) {
      for (let j = first; j < end; j++) {
        const at = sums + ((start + <usize>j) << 3);
        store<f64>(at, load<f64>(at) + <f64>load<f32>(x + (<usize>j << 2)));
      }
      continue;
    }
    const y = pointer(job, 2) + (start << 2);
    for (let j = first; j < end; j++) {
      const at = <usize>j << 2;
      store<f32>(y + at, load<f32>(y + at) + load<f32>(x + at));
    }
  }
  if (sums != 0) {
    for (let row: i32 = 0; row < int(job, 7); row++)
      for (let j = first; j < end; j++) {
        const at = <usize>(row * width + j);
        store<f32>(pointer(job, 2) + (at << 2), <f32>load<f64>(sums + (at << 3)));
      }
  }
}
