// Convolution through the matrix product: images are unrolled into columns on the fly, a panel at a time, never as a whole.
// x [batch, channels, height, width], kernel [outputs, channels, kh, kw], y [batch, outputs, oh, ow].
import { int, minimum, pointer } from "./arguments";
import { sgemm } from "./blas";
import { DEPTH, multiplyPanel, packLines, packRows } from "./matmul";
import { splat } from "./simd-math";
import { threadScratch } from "./threads";
import { COLUMNS, ROWS } from "./tiles";

// The geometry, ints 8.. of every job here.
// @ts-ignore: decorator
@inline function channels(job: usize): i32 { return int(job, 8); }
// @ts-ignore: decorator
@inline function height(job: usize): i32 { return int(job, 9); }
// @ts-ignore: decorator
@inline function width(job: usize): i32 { return int(job, 10); }
// @ts-ignore: decorator
@inline function outputs(job: usize): i32 { return int(job, 11); }
// @ts-ignore: decorator
@inline function kernelHeight(job: usize): i32 { return int(job, 12); }
// @ts-ignore: decorator
@inline function kernelWidth(job: usize): i32 { return int(job, 13); }
// @ts-ignore: decorator
@inline function stride(job: usize): i32 { return int(job, 14); }
// @ts-ignore: decorator
@inline function padding(job: usize): i32 { return int(job, 15); }
// @ts-ignore: decorator
@inline function outHeight(job: usize): i32 { return int(job, 16); }
// @ts-ignore: decorator
@inline function outWidth(job: usize): i32 { return int(job, 17); }
// @ts-ignore: decorator
@inline function batchSize(job: usize): i32 { return int(job, 18); }

/** Unrolls pixels first..first+count of one image: to[(c, ky, kx)][pixel], for channels from..end. Columns past `count` up to a multiple of 4 are 0. */
function unroll(job: usize, image: usize, first: i32, count: i32, from: i32, end: i32, to: usize, toStride: usize): void {
  const h = height(job), w = width(job), kh = kernelHeight(job), kw = kernelWidth(job);
  const s = stride(job), p = padding(job), ow = outWidth(job);
  for (let group: i32 = 0; group < count; group += 4) {
    const pixel = first + group;
    const oy = pixel / ow;
    const ox = pixel - oy * ow;
    const have = minimum(4, count - group);
    const straight = s == 1 && have == 4 && ox + 4 <= ow;
    let at = to + (<usize>group << 2);
    for (let c = from; c < end; c++) {
      const plane = image + (<usize>(c * h * w) << 2);
      for (let ky: i32 = 0; ky < kh; ky++) {
        const iy = oy * s + ky - p;
        const line = plane + (<usize>(iy * w) << 2);
        if (straight) {
          const inside = iy >= 0 && iy < h;
          for (let kx: i32 = 0; kx < kw; kx++, at += toStride) {
            const ix = ox + kx - p;
            if (inside && ix >= 0 && ix + 4 <= w) v128.store(at, v128.load(line + (<usize>ix << 2)));
            else
              for (let lane: i32 = 0; lane < 4; lane++)
                store<f32>(at + (<usize>lane << 2), inside && ix + lane >= 0 && ix + lane < w ? load<f32>(line + (<usize>(ix + lane) << 2)) : 0);
          }
        } else {
          for (let kx: i32 = 0; kx < kw; kx++, at += toStride) {
            for (let lane: i32 = 0; lane < 4; lane++) {
              const own = pixel + lane;
              const y = (own / ow) * s + ky - p;
              const x = (own % ow) * s + kx - p;
              const inside = lane < have && y >= 0 && y < h && x >= 0 && x < w;
              store<f32>(at + (<usize>lane << 2), inside ? load<f32>(plane + (<usize>(y * w + x) << 2)) : 0);
            }
          }
        }
      }
    }
  }
}

/** The transpose of `unroll`: adds columns back into the image. */
function fold(job: usize, image: usize, first: i32, count: i32, columns: usize, columnsStride: usize): void {
  const h = height(job), w = width(job), kh = kernelHeight(job), kw = kernelWidth(job);
  const s = stride(job), p = padding(job), ow = outWidth(job);
  for (let group: i32 = 0; group < count; group += 4) {
    const pixel = first + group;
    const oy = pixel / ow;
    const ox = pixel - oy * ow;
    const have = minimum(4, count - group);
    const straight = s == 1 && have == 4 && ox + 4 <= ow;
    let at = columns + (<usize>group << 2);
    for (let c: i32 = 0; c < channels(job); c++) {
      const plane = image + (<usize>(c * h * w) << 2);
      for (let ky: i32 = 0; ky < kh; ky++) {
        for (let kx: i32 = 0; kx < kw; kx++, at += columnsStride) {
          const iy = oy * s + ky - p;
          const ix = ox * s + kx - p;
          if (straight && iy >= 0 && iy < h && ix >= 0 && ix + 4 <= w) {
            const place = plane + (<usize>(iy * w + ix) << 2);
            v128.store(place, f32x4.add(v128.load(place), v128.load(at)));
            continue;
          }
          for (let lane: i32 = 0; lane < have; lane++) {
            const own = pixel + lane;
            const y = (own / ow) * s + ky - p;
            const x = (own % ow) * s + kx - p;
            if (y < 0 || y >= h || x < 0 || x >= w) continue;
            const place = plane + (<usize>(y * w + x) << 2);
            store<f32>(place, load<f32>(place) + load<f32>(at + (<usize>lane << 2)));
          }
        }
      }
    }
  }
}

/** How many columns of the unrolled image the BLAS path holds at once: 1 MiB of scratch. */
// @ts-ignore: decorator
@inline function blasColumns(depth: i32, pixels: i32): i32 {
  const fits = (262144 / depth) & ~3;
  return minimum(pixels, fits < 4 ? 4 : fits);
}

/** y = kernel * x. ints: x, kernel (packed for wasm, as it is for BLAS), y, 0, use BLAS, pixels per chunk, chunks per image, 0, geometry */
export function convForward(job: usize, chunk: i32): void {
  const c = channels(job), kernel = kernelHeight(job) * kernelWidth(job);
  const depth = c * kernel;
  const pixels = outHeight(job) * outWidth(job);
  const image = chunk / int(job, 6);
  const first = (chunk - image * int(job, 6)) * int(job, 5);
  const end = minimum(pixels, first + int(job, 5));
  const x = pointer(job, 0) + (<usize>(image * c * height(job) * width(job)) << 2);
  const y = pointer(job, 2) + (<usize>(image * outputs(job) * pixels) << 2);
  const scratch = threadScratch();
  if (int(job, 4) != 0) {
    const span = blasColumns(depth, pixels);
    for (let pixel = first; pixel < end; pixel += span) {
      const count = minimum(span, end - pixel);
      const padded = (count + 3) & ~3;
      unroll(job, x, pixel, count, 0, c, scratch, <usize>padded << 2);
      sgemm(0, 0, outputs(job), count, depth, pointer(job, 1), depth, scratch, padded, 0, y + (<usize>pixel << 2), pixels);
    }
    return;
  }
  const pass = kernel >= DEPTH ? 1 : DEPTH / kernel;
  for (let from: i32 = 0; from < c; from += pass) {
    const to = minimum(c, from + pass);
    for (let pixel = first; pixel < end; pixel += COLUMNS) {
      const count = minimum(COLUMNS, end - pixel);
      unroll(job, x, pixel, count, from, to, scratch, COLUMNS << 2);
      multiplyPanel(pointer(job, 1), outputs(job), depth, from * kernel, (to - from) * kernel, scratch, y + (<usize>pixel << 2), <usize>pixels << 2, count, from > 0);
    }
  }
}

/** Gradient of x: columns = kernel^T g, folded back. ints: g, kernel^T (packed) or kernel, dx (zeroed), 0, use BLAS, 0, 0, 0, geometry; a chunk is an image */
export function convBackwardInput(job: usize, image: i32): void {
  const c = channels(job);
  const depth = c * kernelHeight(job) * kernelWidth(job);
  const pixels = outHeight(job) * outWidth(job);
  const g = pointer(job, 0) + (<usize>(image * outputs(job) * pixels) << 2);
  const dx = pointer(job, 2) + (<usize>(image * c * height(job) * width(job)) << 2);
  const scratch = threadScratch();
  if (int(job, 4) != 0) {
    const span = blasColumns(depth, pixels);
    for (let pixel: i32 = 0; pixel < pixels; pixel += span) {
      const count = minimum(span, pixels - pixel);
      const padded = (count + 3) & ~3;
      sgemm(1, 0, depth, count, outputs(job), pointer(job, 1), depth, g + (<usize>pixel << 2), pixels, 0, scratch, padded);
      fold(job, dx, pixel, count, scratch, <usize>padded << 2);
    }
    return;
  }
  const panel = scratch;
  const columns = scratch + <usize>outputs(job) * (COLUMNS << 2);
  for (let pixel: i32 = 0; pixel < pixels; pixel += COLUMNS) {
    const count = minimum(COLUMNS, pixels - pixel);
    packRows(g + (<usize>pixel << 2), <usize>pixels << 2, count, COLUMNS, outputs(job), panel);
    for (let from: i32 = 0; from < outputs(job); from += DEPTH)
      multiplyPanel(pointer(job, 1), depth, outputs(job), from, minimum(DEPTH, outputs(job) - from), panel + <usize>from * (COLUMNS << 2), columns, COLUMNS << 2, COLUMNS, from > 0);
    fold(job, dx, pixel, count, columns, COLUMNS << 2);
  }
}

/** Packs g [batch, outputs, pixels] as rows of a product over (batch, pixel). ints: g, 0, packed, 0..., geometry; a chunk is an image */
export function packOutputGradient(job: usize, image: i32): void {
  const pixels = outHeight(job) * outWidth(job);
  const total = <usize>(batchSize(job) * pixels);
  const g = pointer(job, 0) + (<usize>(image * outputs(job) * pixels) << 2);
  for (let row: i32 = 0; row < outputs(job); row += ROWS)
    packLines(g + (<usize>(row * pixels) << 2), <usize>pixels << 2, outputs(job) - row, ROWS, pixels, pointer(job, 2) + ((<usize>(row / ROWS) * total + <usize>(image * pixels)) << 4));
}

/** Widest row of outputs whose transposed panel, COLUMNS floats a pixel, fits the thread's scratch of 2 MiB; wider ones are taken in pieces. */
const WIDEST: i32 = 32000;

// Panel of the unrolled image, transposed: to[pixel][COLUMNS of (c, ky, kx)] for pixels from..end of output rows firstRow..endRow.
function unrollTransposed(job: usize, image: usize, firstRow: i32, endRow: i32, from: i32, end: i32, column: i32, columns: i32, to: usize): void {
  const h = height(job), w = width(job), kw = kernelWidth(job), kernel = kernelHeight(job) * kw;
  const s = stride(job), p = padding(job);
  for (let lane: i32 = 0; lane < COLUMNS; lane++) {
    const j = column + lane;
    const c = j / kernel;
    const ky = (j - c * kernel) / kw;
    const kx = j - c * kernel - ky * kw;
    let at = to + (<usize>lane << 2);
    for (let oy = firstRow; oy < endRow; oy++) {
      const iy = oy * s + ky - p;
      const line = image + (<usize>((c * h + iy) * w) << 2);
      const inside = lane < columns && iy >= 0 && iy < h;
      let ox = from;
      const ix = kx - p;
      if (inside && s == 1 && from + ix >= 0 && ix + end <= w) {
        const start = line + (<usize>ix << 2);
        for (; ox + 4 <= end; ox += 4, at += COLUMNS << 4) {
          const v = v128.load(start + (<usize>ox << 2));
          v128.store32_lane(at, v, 0);
          v128.store32_lane(at, v, 1, COLUMNS << 2);
          v128.store32_lane(at, v, 2, COLUMNS << 3);
          v128.store32_lane(at, v, 3, COLUMNS * 12);
        }
      }
      for (; ox < end; ox++, at += COLUMNS << 2) {
        const x = ox * s + ix;
        store<f32>(at, inside && x >= 0 && x < w ? load<f32>(line + (<usize>x << 2)) : 0);
      }
    }
  }
}

/**
 * Gradient of the kernel, summed within fixed groups of images: partial[group] [outputs, (c, ky, kx)].
 * ints: x, packed g (g for BLAS), partials, 0, use BLAS, images per group, columns per chunk (a multiple of 16), chunks per group, geometry
 */
export function convBackwardKernel(job: usize, chunk: i32): void {
  const c = channels(job), kernel = kernelHeight(job) * kernelWidth(job);
  const depth = c * kernel;
  const oh = outHeight(job), ow = outWidth(job), pixels = oh * ow;
  const group = chunk / int(job, 7);
  const firstImage = group * int(job, 5);
  const endImage = minimum(batchSize(job), firstImage + int(job, 5));
  const partial = pointer(job, 2) + (<usize>(group * outputs(job) * depth) << 2);
  const scratch = threadScratch();
  const imageSize = <usize>(c * height(job) * width(job)) << 2;
  if (int(job, 4) != 0) {
    const span = blasColumns(depth, pixels);
    for (let image = firstImage; image < endImage; image++) {
      for (let pixel: i32 = 0; pixel < pixels; pixel += span) {
        const count = minimum(span, pixels - pixel);
        const padded = (count + 3) & ~3;
        unroll(job, pointer(job, 0) + <usize>image * imageSize, pixel, count, 0, c, scratch, <usize>padded << 2);
        const g = pointer(job, 1) + (<usize>(image * outputs(job) * pixels + pixel) << 2);
        sgemm(0, 1, outputs(job), depth, count, g, pixels, scratch, padded, image > firstImage || pixel > 0 ? 1 : 0, partial, depth);
      }
    }
    return;
  }
  const within = chunk - group * int(job, 7);
  const firstColumn = within * int(job, 6);
  const endColumn = minimum(depth, firstColumn + int(job, 6));
  const total = batchSize(job) * pixels;
  const rowsPerPass = ow >= DEPTH ? 1 : DEPTH / ow;
  const piece = ow <= WIDEST ? ow : DEPTH;
  for (let column = firstColumn; column < endColumn; column += COLUMNS) {
    const columns = minimum(COLUMNS, endColumn - column);
    let add = false;
    for (let image = firstImage; image < endImage; image++) {
      const x = pointer(job, 0) + <usize>image * imageSize;
      for (let row: i32 = 0; row < oh; row += rowsPerPass) {
        const endRow = minimum(oh, row + rowsPerPass);
        for (let from: i32 = 0; from < ow; from += piece) {
          const end = minimum(ow, from + piece);
          unrollTransposed(job, x, row, endRow, from, end, column, columns, scratch);
          multiplyPanel(pointer(job, 1), outputs(job), total, image * pixels + row * ow + from, (endRow - row) * (end - from), scratch, partial + (<usize>column << 2), <usize>depth << 2, columns, add);
          add = true;
        }
      }
    }
  }
}
