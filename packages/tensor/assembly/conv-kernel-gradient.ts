// Gradient of a convolution's kernel: a product over images and pixels, 4 places of the kernel by 8 or 16 outputs at a time, that reads the images where
// they lie. An image in which the channels of these places are all zero is left out where its gradient is finite.
import { int, minimum, pointer } from "./arguments";
import { batchSize, channels, copyWindow, height, kernelHeight, kernelWidth, outHeight, outWidth, outputs, padding, stride, width } from "./conv-geometry";
import { placeTile } from "./conv-place-tile";
import { packLines } from "./matmul";
import { splat } from "./simd-math";
import { threadScratch, threadTile } from "./threads";
import { COLUMNS, ROWS } from "./tiles";

/** Bytes of a row of a tile. */
const TILE_ROW: usize = <usize>COLUMNS << 2;

// Sums of the lanes of a packed panel, added to `sums` where there are any; false where one is not finite.
function sumPanel(panel: usize, count: i32, lanes: i32, sums: usize): bool {
  let t0 = splat(0), t1 = splat(0), t2 = splat(0), t3 = splat(0);
  for (const end = panel + <usize>count * TILE_ROW; panel < end; panel += TILE_ROW) {
    t0 = f32x4.add(t0, v128.load(panel));
    t1 = f32x4.add(t1, v128.load(panel, 16));
    if (WIDE) {
      t2 = f32x4.add(t2, v128.load(panel, 32));
      t3 = f32x4.add(t3, v128.load(panel, 48));
    }
  }
  if (sums != 0) {
    addPart(sums, minimum(4, lanes), t0);
    if (lanes > 4) addPart(sums + 16, minimum(4, lanes - 4), t1);
    if (lanes > 8) addPart(sums + 32, minimum(4, lanes - 8), t2);
    if (lanes > 12) addPart(sums + 48, minimum(4, lanes - 12), t3);
  }
  const all = f32x4.add(f32x4.add(f32x4.sub(t0, t0), f32x4.sub(t1, t1)), f32x4.add(f32x4.sub(t2, t2), f32x4.sub(t3, t3)));
  return !v128.any_true(f32x4.ne(all, all));
}

// @ts-ignore: decorator
@inline function addPart(to: usize, count: i32, v: v128): void {
  if (count == 4) {
    v128.store(to, f32x4.add(v128.load(to), v));
    return;
  }
  store<f32>(to, load<f32>(to) + f32x4.extract_lane(v, 0));
  if (count > 1) store<f32>(to, load<f32>(to, 4) + f32x4.extract_lane(v, 1), 4);
  if (count > 2) store<f32>(to, load<f32>(to, 8) + f32x4.extract_lane(v, 2), 8);
}

/** partial[row][lane] += tile, for the rows and lanes that count. */
function addTile(tile: usize, to: usize, ldc: usize, rows: i32, lanes: i32): void {
  for (let row: i32 = 0; row < rows; row++, tile += TILE_ROW, to += ldc) {
    let lane: i32 = 0;
    for (; lane + 8 <= lanes; lane += 8) {
      const at = <usize>lane << 2;
      const v0 = f32x4.add(v128.load(to + at), v128.load(tile + at)), v1 = f32x4.add(v128.load(to + at, 16), v128.load(tile + at, 16));
      v128.store(to + at, v0);
      v128.store(to + at, v1, 16);
    }
    for (; lane < lanes; lane += 4) addPart(to + (<usize>lane << 2), minimum(4, lanes - lane), v128.load(tile + (<usize>lane << 2)));
  }
}

/**
 * Sums within fixed groups of images: partial[group] [(c, ky, kx), outputs], and of the gradient itself [outputs] behind it, that of a bias.
 * ints: x, g, partials, images per run, places of the kernel per chunk (a multiple of 4), images per group, chunks per group, 0, geometry, rows and
 * columns of a piece of the outputs (19, 20). A run's terms, or a piece's, are one sum in float32.
 */
export function convBackwardKernel(job: usize, chunk: i32): void {
  const c = channels(job), kw = kernelWidth(job), kernel = kernelHeight(job) * kw, depth = c * kernel;
  const oh = outHeight(job), ow = outWidth(job), pixels = oh * ow, outs = outputs(job);
  const h = height(job), w = width(job), s = stride(job), p = padding(job);
  const group = chunk / int(job, 6), within = chunk - group * int(job, 6);
  const firstPlace = within * int(job, 4), endPlace = minimum(depth, firstPlace + int(job, 4));
  const firstChannel = firstPlace / kernel, endChannel = (endPlace - 1) / kernel + 1, some = endChannel - firstChannel;
  const firstImage = group * int(job, 5), endImage = minimum(batchSize(job), firstImage + int(job, 5));
  const run = int(job, 3), pieceRows = int(job, 19), pieceColumns = int(job, 20);
  const partial = pointer(job, 2) + (<usize>(group * (depth + 1) * outs) << 2);
  const ldc = <usize>outs << 2;
  memory.fill(partial + <usize>firstPlace * ldc, 0, <usize>(endPlace - firstPlace) * ldc);
  const sums = within == 0 ? partial + <usize>depth * ldc : 0;
  if (within == 0) memory.fill(sums, 0, ldc);

  const flags = threadScratch(); // [image of the run][channel]
  const finite = flags + <usize>((run * some + 15) & ~15);
  const images = finite + <usize>((run + 15) & ~15);
  const table = images + (<usize>run << 3);
  const offsets = table + (<usize>(pieceRows * pieceColumns) << 2);
  const panel = (offsets + (<usize>(endPlace - firstPlace + ROWS) << 2) + 63) & ~63;
  const windows = panel + <usize>(run * pieceRows * pieceColumns) * TILE_ROW;
  const tile = threadTile();

  for (let image = firstImage; image < endImage; image += run) {
    const count = minimum(run, endImage - image);
    for (let oy: i32 = 0; oy < oh; oy += pieceRows)
      for (let ox: i32 = 0; ox < ow; ox += pieceColumns) {
        const rows = minimum(pieceRows, oh - oy), columns = minimum(pieceColumns, ow - ox);
        const line = (columns - 1) * s + kw, lines = (rows - 1) * s + kernelHeight(job), plane = <usize>(line * lines) << 2;
        let tableEnd = table;
        for (let y: i32 = 0; y < rows; y++)
          for (let x: i32 = 0; x < columns; x++, tableEnd += 4) store<i32>(tableEnd, (y * s * line + x * s) << 2);
        for (let place = firstPlace; place < firstPlace + ((endPlace - firstPlace + ROWS - 1) & ~(ROWS - 1)); place++)
          store<i32>(offsets + (<usize>(place - firstPlace) << 2), placeOffset(minimum(place, endPlace - 1), kernel, kw, firstChannel, <i32>plane, line));
        let window = windows, flag = flags;
        for (let i: i32 = 0; i < count; i++)
          for (let channel = firstChannel; channel < endChannel; channel++, window += plane, flag++) {
            const from = pointer(job, 0) + (<usize>(((image + i) * c + channel) * h * w) << 2);
            store<u8>(flag, copyWindow(from, h, w, oy * s - p, ox * s - p, lines, line, window) ? 1 : 0);
          }
        const panelSize = <usize>(rows * columns) * TILE_ROW;
        for (let output: i32 = 0; output < outs; output += COLUMNS) {
          const lanes = minimum(COLUMNS, outs - output);
          for (let i: i32 = 0; i < count; i++) {
            const g = pointer(job, 1) + (<usize>(((image + i) * outs + output) * pixels + oy * ow + ox) << 2);
            const own = panel + <usize>i * panelSize;
            packLines(g, <usize>pixels << 2, lanes, COLUMNS, rows * columns, own);
            store<u8>(finite + i, sumPanel(own, rows * columns, lanes, sums == 0 ? 0 : sums + (<usize>output << 2)) ? 1 : 0);
          }
          for (let place = firstPlace; place < endPlace; place += ROWS) {
            const last = minimum(place + ROWS, endPlace) - 1;
            const c0 = place / kernel - firstChannel, c1 = last / kernel - firstChannel;
            let imagesEnd = images;
            for (let i: i32 = 0; i < count; i++) {
              let needed = load<u8>(finite + i) == 0;
              for (let channel = c0; channel <= c1; channel++) needed = needed || load<u8>(flags + i * some + channel) != 0;
              if (!needed) continue;
              store<i32>(imagesEnd, i * some * <i32>plane);
              store<i32>(imagesEnd, i * <i32>panelSize, 4);
              imagesEnd += 8;
            }
            if (imagesEnd == images) continue;
            const own = offsets + (<usize>(place - firstPlace) << 2);
            const x0 = windows + <usize>load<u32>(own), x1 = windows + <usize>load<u32>(own, 4);
            const x2 = windows + <usize>load<u32>(own, 8), x3 = windows + <usize>load<u32>(own, 12);
            placeTile(x0, x1, x2, x3, images, imagesEnd, table, tableEnd, panel, tile);
            addTile(tile, partial + <usize>place * ldc + (<usize>output << 2), ldc, last + 1 - place, lanes);
          }
        }
      }
  }
}

// where the first pixel under a place (c, ky, kx) of the kernel lies in the windows of an image's channels
// @ts-ignore: decorator
@inline function placeOffset(place: i32, kernel: i32, kw: i32, firstChannel: i32, plane: i32, line: i32): i32 {
  const c = place / kernel;
  const ky = (place - c * kernel) / kw;
  const kx = place - c * kernel - ky * kw;
  return (c - firstChannel) * plane + ((ky * line + kx) << 2);
}
