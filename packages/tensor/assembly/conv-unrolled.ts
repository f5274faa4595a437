// Convolution through the matrix product: images are unrolled into columns on the fly, a panel at a time, never as a whole. For strides above 1,
// images too large for a thread's scratch, and a BLAS.
// x [batch, channels, height, width], kernel [outputs, channels, kh, kw], y [batch, outputs, oh, ow].
import { int, minimum, pointer } from "./arguments";
import { sgemm } from "./blas";
import { channels, height, kernelHeight, kernelWidth, outHeight, outWidth, outputs, padding, stride, width } from "./conv-geometry";
import { DEPTH, multiplyPanel, packRows } from "./matmul";
import { threadScratch } from "./threads";
import { COLUMNS } from "./tiles";

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
export function unrolledForward(job: usize, chunk: i32): void {
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
export function unrolledBackwardInput(job: usize, image: i32): void {
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
