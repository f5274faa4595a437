// Convolution of stride 1 without an unrolled image: tiles read pixels where they lie, eight neighbours of a row at a time. Channels of an image
// that are all zero (dropped by a mask, or never active) are left out where the kernel is finite: they add zeros.
import { int, minimum, pointer } from "./arguments";
import {
  channels,
  copyWindow,
  height,
  kernelHeight,
  kernelWidth,
  outHeight,
  outWidth,
  outputs,
  padding,
  width,
} from "./conv-geometry";
import { GROUP, GROUPS, pixelTile } from "./conv-pixel-tile";
import { DEPTH } from "./matmul";
import { splat } from "./simd-math";
import { threadScratch, threadTile } from "./threads";
import { ROWS } from "./tiles";

/** Bytes of a row of a tile, and of one of its groups. */
export const TILE_ROW: usize = <usize>(GROUPS * GROUP) << 2;
export const TILE_GROUP: usize = <usize>GROUP << 2;
/** Entries of the list of groups: place in the window, place in the result, columns that count. */
export const PLACE: usize = 12;

/**
 * Packs a kernel for `pixelTile`: to[set][block][k][4 rows] = kernel[row, k] at the strides given; rows that are missing are 0. Where a value is not
 * finite, `finite` becomes 0. ints: kernel, to, finite, rows, depth, row stride, depth stride, set stride, blocks; a chunk is a block of a set
 */
export function packConvolution(job: usize, chunk: i32): void {
  const rows = int(job, 3), depth = int(job, 4);
  const rowStride = <usize>int(job, 5) << 2, depthStride = <usize>int(job, 6) << 2;
  const set = chunk / int(job, 8);
  const row = (chunk - set * int(job, 8)) * ROWS;
  const have = minimum(ROWS, rows - row);
  const from = pointer(job, 0) + (<usize>(set * int(job, 7)) << 2) + <usize>row * rowStride;
  const to = pointer(job, 1) + (<usize>chunk * <usize>depth << 4);
  let zeros = splat(0);
  for (let lane: i32 = 0; lane < ROWS; lane++) {
    let at = to + (<usize>lane << 2);
    if (lane >= have) {
      for (let k: i32 = 0; k < depth; k++, at += 16) store<f32>(at, 0);
      continue;
    }
    let line = from + <usize>lane * rowStride;
    for (let k: i32 = 0; k < depth; k++, at += 16, line += depthStride) store<f32>(at, load<f32>(line));
  }
  for (let k: i32 = 0; k < depth; k++) {
    const four = v128.load(to + (<usize>k << 4));
    zeros = f32x4.add(zeros, f32x4.sub(four, four));
  }
  if (v128.any_true(f32x4.ne(zeros, zeros))) atomic.store<i32>(pointer(job, 2), 0);
}

/** Lists the groups of `rows` rows of outputs: their offsets where lines have `fromLine` floats and where they have `toLine`. Returns the end. */
export function listPlaces(rows: i32, width: i32, fromLine: i32, toLine: i32, list: usize): usize {
  for (let y: i32 = 0; y < rows; y++)
    for (let x: i32 = 0; x < width; x += GROUP, list += PLACE) {
      store<i32>(list, (y * fromLine + x) << 2);
      store<i32>(list, (y * toLine + x) << 2, 4);
      store<i32>(list, minimum(GROUP, width - x), 8);
    }
  return list;
}

// y = one group of 4 rows of a tile, plus a bias for each row
function storeGroup(tile: usize, y: usize, ldc: usize, bias: usize): void {
  const y1 = y + ldc, y2 = y1 + ldc, y3 = y2 + ldc;
  const b0 = v128.load32_splat(bias), b1 = v128.load32_splat(bias, 4), b2 = v128.load32_splat(bias, 8), b3 = v128.load32_splat(bias, 12);
  const v0 = f32x4.add(v128.load(tile), b0), w0 = f32x4.add(v128.load(tile, 16), b0);
  const v1 = f32x4.add(v128.load(tile, TILE_ROW), b1), w1 = f32x4.add(v128.load(tile, TILE_ROW + 16), b1);
  const v2 = f32x4.add(v128.load(tile, 2 * TILE_ROW), b2), w2 = f32x4.add(v128.load(tile, 2 * TILE_ROW + 16), b2);
  const v3 = f32x4.add(v128.load(tile, 3 * TILE_ROW), b3), w3 = f32x4.add(v128.load(tile, 3 * TILE_ROW + 16), b3);
  v128.store(y, v0);
  v128.store(y, w0, 16);
  v128.store(y1, v1);
  v128.store(y1, w1, 16);
  v128.store(y2, v2);
  v128.store(y2, w2, 16);
  v128.store(y3, v3);
  v128.store(y3, w3, 16);
}

/** One group of a tile to y, for any rows and columns, stored or added, with or without a bias. */
export function finishGroup(tile: usize, y: usize, ldc: usize, rows: i32, columns: i32, add: bool, bias: usize): void {
  if (rows == ROWS && columns == GROUP && !add && bias != 0) {
    storeGroup(tile, y, ldc, bias);
    return;
  }
  const biased = bias != 0;
  for (let row: i32 = 0; row < rows; row++, tile += TILE_ROW, y += ldc, bias += 4) {
    if (columns < GROUP) {
      for (let lane: usize = 0; lane < <usize>columns << 2; lane += 4) {
        let value = load<f32>(tile + lane);
        if (add) value += load<f32>(y + lane);
        if (biased) value += load<f32>(bias);
        store<f32>(y + lane, value);
      }
      continue;
    }
    let v0 = v128.load(tile), v1 = v128.load(tile, 16);
    if (add) {
      v0 = f32x4.add(v0, v128.load(y));
      v1 = f32x4.add(v1, v128.load(y, 16));
    }
    if (biased) {
      const b = v128.load32_splat(bias);
      v0 = f32x4.add(v0, b);
      v1 = f32x4.add(v1, b);
    }
    v128.store(y, v0);
    v128.store(y, v1, 16);
  }
}

/**
 * y = kernel * x + bias. ints: x, packed kernel, y, bias or 0, whether the kernel is finite (address), rows per chunk, chunks per image, 0, geometry.
 * Sums run in passes of at most DEPTH terms, each added to y.
 */
export function convForward(job: usize, chunk: i32): void {
  const c = channels(job), kh = kernelHeight(job), kw = kernelWidth(job), kernel = kh * kw;
  const oh = outHeight(job), ow = outWidth(job), pixels = oh * ow;
  const h = height(job), w = width(job), p = padding(job);
  const image = chunk / int(job, 6);
  const first = (chunk - image * int(job, 6)) * int(job, 5);
  const rows = minimum(int(job, 5), oh - first);
  const line = ((ow + GROUP - 1) & ~(GROUP - 1)) + kw - 1;
  const windowRows = rows + kh - 1;
  const x = pointer(job, 0) + (<usize>(image * c * h * w) << 2);
  const y = pointer(job, 2) + (<usize>(image * outputs(job) * pixels + first * ow) << 2);
  const all = atomic.load<i32>(pointer(job, 4)) == 0;

  const ends = threadScratch();
  const places = ends + (<usize>c << 2);
  const placesEnd = listPlaces(rows, ow, line, ow, places);
  const table = placesEnd;
  let at = table;
  let window = table + (<usize>(c * kernel) << 3);
  const windows = window;
  const pass = kernel >= DEPTH ? 1 : DEPTH / kernel;
  let passes = 0;
  for (let channel: i32 = 0; channel < c; channel++) {
    const some = copyWindow(x + (<usize>(channel * h * w) << 2), h, w, first - p, -p, windowRows, line, window);
    if (some || all) {
      let from = channel * kernel;
      for (let ky: i32 = 0; ky < kh; ky++)
        for (let kx: i32 = 0; kx < kw; kx++, at += 8, from++) {
          store<i32>(at, <i32>(window - windows) + ((ky * line + kx) << 2));
          store<i32>(at, from << 4, 4);
        }
      window += <usize>(windowRows * line) << 2;
    }
    if ((channel + 1) % pass == 0 || channel + 1 == c) {
      const before = passes == 0 ? table : <usize>load<u32>(ends + (<usize>(passes - 1) << 2));
      if (at != before || (passes == 0 && channel + 1 == c)) {
        store<u32>(ends + (<usize>passes << 2), <u32>at);
        passes++;
      }
    }
  }

  const tile = threadTile();
  const ldc = <usize>pixels << 2;
  for (let row: i32 = 0; row < outputs(job); row += ROWS) {
    const a = pointer(job, 1) + (<usize>(row * c * kernel) << 2);
    const have = minimum(ROWS, outputs(job) - row);
    const to = y + <usize>row * ldc;
    const bias = pointer(job, 3) == 0 ? 0 : pointer(job, 3) + (<usize>row << 2);
    for (let place = places; place < placesEnd; place += PLACE * GROUPS) {
      const other = GROUPS > 1 && place + PLACE < placesEnd ? place + PLACE : place;
      const p0 = windows + <usize>load<u32>(place), p1 = windows + <usize>load<u32>(other);
      let from = table;
      for (let i: i32 = 0; i < passes; i++) {
        const end = <usize>load<u32>(ends + (<usize>i << 2));
        const last = i + 1 == passes ? bias : 0;
        pixelTile(a, from, end, p0, p1, tile);
        finishGroup(tile, to + <usize>load<u32>(place, 4), ldc, have, load<i32>(place, 8), i > 0, last);
        if (other != place) finishGroup(tile + TILE_GROUP, to + <usize>load<u32>(other, 4), ldc, have, load<i32>(other, 8), i > 0, last);
        from = end;
      }
    }
  }
}

// adds one group of a tile to lines of 4 channels of the window, `plane` bytes apart
function foldGroup(tile: usize, to: usize, plane: usize, rows: i32, columns: i32): void {
  for (let row: i32 = 0; row < rows; row++, tile += TILE_ROW, to += plane) {
    if (columns < GROUP) {
      for (let lane: usize = 0; lane < <usize>columns << 2; lane += 4) store<f32>(to + lane, load<f32>(to + lane) + load<f32>(tile + lane));
      continue;
    }
    const v0 = f32x4.add(v128.load(to), v128.load(tile)), v1 = f32x4.add(v128.load(to, 16), v128.load(tile, 16));
    v128.store(to, v0);
    v128.store(to, v1, 16);
  }
}

/**
 * Gradient of x: at each place of the kernel, kernel^T g added to the pixels under it. ints: g, packed kernel (a set for each place, rows are
 * channels), dx, 0, whether the kernel is finite (address), 0, 0, 0, geometry; a chunk is an image
 */
export function convBackwardInput(job: usize, image: i32): void {
  const c = channels(job), kh = kernelHeight(job), kw = kernelWidth(job);
  const oh = outHeight(job), ow = outWidth(job), pixels = oh * ow;
  const h = height(job), w = width(job), p = padding(job), outs = outputs(job);
  const wide = (ow + GROUP - 1) & ~(GROUP - 1);
  const line = wide + kw - 1;
  const g = pointer(job, 0) + (<usize>(image * outs * pixels) << 2);
  const all = atomic.load<i32>(pointer(job, 4)) == 0;

  const places = threadScratch();
  const placesEnd = listPlaces(oh, ow, wide, line, places);
  const table = placesEnd;
  let end = table;
  const gradients = table + (<usize>outs << 3);
  let gradient = gradients;
  for (let output: i32 = 0; output < outs; output++) {
    const some = copyWindow(g + (<usize>(output * pixels) << 2), oh, ow, 0, 0, oh, wide, gradient);
    if (!some && !all) continue;
    store<i32>(end, <i32>(gradient - gradients));
    store<i32>(end, output << 4, 4);
    end += 8;
    gradient += <usize>(oh * wide) << 2;
  }
  const window = gradients + (<usize>(outs * oh * wide) << 2);
  const plane = <usize>((oh + kh - 1) * line) << 2;
  memory.fill(window, 0, <usize>c * plane);

  const tile = threadTile();
  const blocks = (c + ROWS - 1) / ROWS;
  for (let ky: i32 = 0; ky < kh; ky++)
    for (let kx: i32 = 0; kx < kw; kx++)
      for (let block: i32 = 0; block < blocks; block++) {
        const a = pointer(job, 1) + (<usize>((ky * kw + kx) * blocks + block) * <usize>outs << 4);
        const have = minimum(ROWS, c - block * ROWS);
        const to = window + <usize>(block * ROWS) * plane + (<usize>(ky * line + kx) << 2);
        for (let place = places; place < placesEnd; place += PLACE * GROUPS) {
          const other = GROUPS > 1 && place + PLACE < placesEnd ? place + PLACE : place;
          const p0 = gradients + <usize>load<u32>(place), p1 = gradients + <usize>load<u32>(other);
          for (let from = table; from < end; from += <usize>DEPTH << 3) {
            const until = from + (<usize>DEPTH << 3) < end ? from + (<usize>DEPTH << 3) : end;
            pixelTile(a, from, until, p0, p1, tile);
            foldGroup(tile, to + <usize>load<u32>(place, 4), plane, have, load<i32>(place, 8));
            if (other != place) foldGroup(tile + TILE_GROUP, to + <usize>load<u32>(other, 4), plane, have, load<i32>(other, 8));
          }
        }
      }

  let dx = pointer(job, 2) + (<usize>(image * c * h * w) << 2);
  for (let channel: i32 = 0; channel < c; channel++)
    for (let y: i32 = 0; y < h; y++, dx += <usize>w << 2) copyLine(window + <usize>channel * plane + (<usize>((y + p) * line + p) << 2), dx, w);
}

// @ts-ignore: decorator
@inline function copyLine(from: usize, to: usize, count: i32): void {
  let i: i32 = 0;
  for (; i + 4 <= count; i += 4) v128.store(to + (<usize>i << 2), v128.load(from + (<usize>i << 2)));
  for (; i < count; i++) store<f32>(to + (<usize>i << 2), load<f32>(from + (<usize>i << 2)));
}
