// Several convolutions of one image, each of some of its channels and to some of the outputs: what a channel adds to an output is computed once,
// and each of them adds up its own channels.
import { int, minimum, pointer } from "./arguments";
import { finishGroup, listPlaces, PLACE, TILE_GROUP, TILE_ROW } from "./conv-direct";
import { channels, copyWindow, height, kernelHeight, kernelWidth, outHeight, outputs, outWidth, padding, width } from "./conv-geometry";
import { GROUP, GROUPS, pixelTile } from "./conv-pixel-tile";
import { splat } from "./simd-math";
import { threadScratch, threadTile } from "./threads";
import { ROWS } from "./tiles";

/** Bytes of a tile: what a channel adds to four outputs, at a group of pixels or two. */
const PART: usize = <usize>ROWS * TILE_ROW;
/** Bytes of an entry: y, number of its channels, of its outputs, then its lists in bytes from the first entry: channels, place of each output or -1. */
const ENTRY: usize = 20;

/** to[GROUPS * GROUP] = sum of the row at `parts` over the listed channels: of even and odd entries apart, then together. */
function addParts(parts: usize, list: usize, end: usize, to: usize): void {
  let s0 = splat(0), s1 = splat(0), t0 = splat(0), t1 = splat(0);
  if (WIDE) {
    let s2 = splat(0), s3 = splat(0), t2 = splat(0), t3 = splat(0);
    for (; list + 4 < end; list += 8) {
      const a = parts + <usize>load<u32>(list) * PART, b = parts + <usize>load<u32>(list, 4) * PART;
      s0 = f32x4.add(s0, v128.load(a)); s1 = f32x4.add(s1, v128.load(a, 16));
      s2 = f32x4.add(s2, v128.load(a, 32)); s3 = f32x4.add(s3, v128.load(a, 48));
      t0 = f32x4.add(t0, v128.load(b)); t1 = f32x4.add(t1, v128.load(b, 16));
      t2 = f32x4.add(t2, v128.load(b, 32)); t3 = f32x4.add(t3, v128.load(b, 48));
    }
    if (list < end) {
      const a = parts + <usize>load<u32>(list) * PART;
      s0 = f32x4.add(s0, v128.load(a)); s1 = f32x4.add(s1, v128.load(a, 16));
      s2 = f32x4.add(s2, v128.load(a, 32)); s3 = f32x4.add(s3, v128.load(a, 48));
    }
    v128.store(to, f32x4.add(s0, t0)); v128.store(to, f32x4.add(s1, t1), 16);
    v128.store(to, f32x4.add(s2, t2), 32); v128.store(to, f32x4.add(s3, t3), 48);
    return;
  }
  for (; list + 4 < end; list += 8) {
    const a = parts + <usize>load<u32>(list) * PART, b = parts + <usize>load<u32>(list, 4) * PART;
    s0 = f32x4.add(s0, v128.load(a)); s1 = f32x4.add(s1, v128.load(a, 16));
    t0 = f32x4.add(t0, v128.load(b)); t1 = f32x4.add(t1, v128.load(b, 16));
  }
  if (list < end) {
    const a = parts + <usize>load<u32>(list) * PART;
    s0 = f32x4.add(s0, v128.load(a)); s1 = f32x4.add(s1, v128.load(a, 16));
  }
  v128.store(to, f32x4.add(s0, t0)); v128.store(to, f32x4.add(s1, t1), 16);
}

/** ints: x, packed kernel, entries, bias or 0, number of entries, rows per chunk, chunks per image, 0, geometry. */
export function convKept(job: usize, chunk: i32): void {
  const c = channels(job), kh = kernelHeight(job), kw = kernelWidth(job), kernel = kh * kw;
  const oh = outHeight(job), ow = outWidth(job), pixels = oh * ow;
  const h = height(job), w = width(job), p = padding(job);
  const image = chunk / int(job, 6);
  const first = (chunk - image * int(job, 6)) * int(job, 5);
  const rows = minimum(int(job, 5), oh - first);
  const line = ((ow + GROUP - 1) & ~(GROUP - 1)) + kw - 1;
  const windowRows = rows + kh - 1;
  const plane = <usize>(windowRows * line) << 2;
  const x = pointer(job, 0) + (<usize>(image * c * h * w) << 2);
  const entries = pointer(job, 2), entriesEnd = entries + <usize>int(job, 4) * ENTRY;

  const parts = threadScratch();
  const places = parts + <usize>c * PART;
  const table = listPlaces(rows, ow, line, ow, places);
  const windows = table + (<usize>kernel << 3);
  for (let ky: i32 = 0, at = table, from: i32 = 0; ky < kh; ky++)
    for (let kx: i32 = 0; kx < kw; kx++, at += 8, from += 16) {
      store<i32>(at, (ky * line + kx) << 2);
      store<i32>(at, from, 4);
    }
  for (let channel: i32 = 0; channel < c; channel++)
    copyWindow(x + (<usize>(channel * h * w) << 2), h, w, first - p, -p, windowRows, line, windows + <usize>channel * plane);

  const tile = threadTile();
  for (let row: i32 = 0; row < outputs(job); row += ROWS) {
    const kernels = pointer(job, 1) + (<usize>(row * c * kernel) << 2);
    const have = minimum(ROWS, outputs(job) - row);
    for (let place = places; place < table; place += PLACE * GROUPS) {
      const other = GROUPS > 1 && place + PLACE < table ? place + PLACE : place;
      let p0 = windows + <usize>load<u32>(place), p1 = windows + <usize>load<u32>(other), a = kernels, part = parts;
      for (let channel: i32 = 0; channel < c; channel++, p0 += plane, p1 += plane, a += <usize>kernel << 4, part += PART)
        pixelTile(a, table, windows, p0, p1, part);
      for (let entry = entries; entry < entriesEnd; entry += ENTRY) {
        const list = entries + <usize>load<u32>(entry, 12), end = list + (<usize>load<u32>(entry, 4) << 2);
        const placed = entries + <usize>load<u32>(entry, 16) + (<usize>row << 2);
        const y = <usize>load<u32>(entry) + (<usize>(image * load<i32>(entry, 8) * pixels + first * ow) << 2);
        for (let i: i32 = 0; i < have; i++) {
          const output = load<i32>(placed + (<usize>i << 2));
          if (output < 0) continue;
          addParts(parts + <usize>i * TILE_ROW, list, end, tile);
          const to = y + (<usize>(output * pixels) << 2);
          const bias = pointer(job, 3) == 0 ? 0 : pointer(job, 3) + (<usize>(row + i) << 2);
          finishGroup(tile, to + <usize>load<u32>(place, 4), 0, 1, load<i32>(place, 8), false, bias);
          if (other != place) finishGroup(tile + TILE_GROUP, to + <usize>load<u32>(other, 4), 0, 1, load<i32>(other, 8), false, bias);
        }
      }
    }
  }
}
