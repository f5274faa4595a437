// The geometry of a convolution, ints 8..18 of its jobs, and the part of a plane that a kernel reads, copied with its padding.
import { int, minimum } from "./arguments";

// @ts-ignore: decorator
@inline export function channels(job: usize): i32 { return int(job, 8); }
// @ts-ignore: decorator
@inline export function height(job: usize): i32 { return int(job, 9); }
// @ts-ignore: decorator
@inline export function width(job: usize): i32 { return int(job, 10); }
// @ts-ignore: decorator
@inline export function outputs(job: usize): i32 { return int(job, 11); }
// @ts-ignore: decorator
@inline export function kernelHeight(job: usize): i32 { return int(job, 12); }
// @ts-ignore: decorator
@inline export function kernelWidth(job: usize): i32 { return int(job, 13); }
// @ts-ignore: decorator
@inline export function stride(job: usize): i32 { return int(job, 14); }
// @ts-ignore: decorator
@inline export function padding(job: usize): i32 { return int(job, 15); }
// @ts-ignore: decorator
@inline export function outHeight(job: usize): i32 { return int(job, 16); }
// @ts-ignore: decorator
@inline export function outWidth(job: usize): i32 { return int(job, 17); }
// @ts-ignore: decorator
@inline export function batchSize(job: usize): i32 { return int(job, 18); }

/**
 * Copies rows top..top+rows and columns left..left+columns of a plane [h, w], with zeros outside of it, to lines of `columns` floats.
 * False where all is zero: a channel that a mask or an activation left empty, which adds nothing to a sum.
 */
export function copyWindow(plane: usize, h: i32, w: i32, top: i32, left: i32, rows: i32, columns: i32, to: usize): bool {
  const first = left < 0 ? minimum(-left, columns) : 0;
  const last = minimum(columns, w - left) > first ? minimum(columns, w - left) : first;
  let seen = i32x4.splat(0);
  for (let row: i32 = 0; row < rows; row++, to += <usize>columns << 2) {
    const y = top + row;
    if (y < 0 || y >= h) {
      zero(to, 0, columns);
      continue;
    }
    const from = plane + (<usize>(y * w + left) << 2);
    zero(to, 0, first);
    let x = first;
    for (; x + 4 <= last; x += 4) {
      const four = v128.load(from + (<usize>x << 2));
      seen = v128.or(seen, four);
      v128.store(to + (<usize>x << 2), four);
    }
    for (; x < last; x++) {
      const one = v128.load32_zero(from + (<usize>x << 2));
      seen = v128.or(seen, one);
      v128.store32_lane(to + (<usize>x << 2), one, 0);
    }
    zero(to, last, columns);
  }
  return v128.any_true(i32x4.shl(seen, 1));
}

// @ts-ignore: decorator
@inline function zero(to: usize, from: i32, end: i32): void {
  for (let x = from; x < end; x++) store<f32>(to + (<usize>x << 2), 0);
}
