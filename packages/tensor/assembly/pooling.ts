// Pooling over windows of [planes, height, width]. The maximum's gradient goes to the first place that holds it, as in PyTorch.
import { float, int, minimum, pointer } from "./arguments";

const PLANES: i32 = 32;

/** ints: x, y, planes, height, width, size, stride, oh, ow, average (1) or maximum (0) */
export function pool(job: usize, chunk: i32): void {
  const h = int(job, 3), w = int(job, 4), size = int(job, 5), s = int(job, 6), oh = int(job, 7), ow = int(job, 8);
  const end = minimum(int(job, 2), (chunk + 1) * PLANES);
  const fast = int(job, 9) == 0 && size == 2 && s == 2;
  for (let plane = chunk * PLANES; plane < end; plane++) {
    const x = pointer(job, 0) + (<usize>(plane * h * w) << 2);
    let y = pointer(job, 1) + (<usize>(plane * oh * ow) << 2);
    for (let oy: i32 = 0; oy < oh; oy++) {
      let ox: i32 = 0;
      if (fast) {
        let top = x + (<usize>(2 * oy * w) << 2);
        const below = <usize>w << 2;
        for (; ox + 4 <= ow; ox += 4, top += 32, y += 16) {
          const left = f32x4.max(v128.load(top), v128.load(top + below));
          const right = f32x4.max(v128.load(top, 16), v128.load(top + below, 16));
          v128.store(y, f32x4.max(v128.shuffle<i32>(left, right, 0, 2, 4, 6), v128.shuffle<i32>(left, right, 1, 3, 5, 7)));
        }
      }
      for (; ox < ow; ox++, y += 4) {
        let best: f32 = -Infinity;
        let total: f32 = 0;
        for (let ky: i32 = 0; ky < size; ky++)
          for (let kx: i32 = 0; kx < size; kx++) {
            const value = load<f32>(x + (<usize>((oy * s + ky) * w + ox * s + kx) << 2));
            total += value;
            best = max(best, value);
          }
        store<f32>(y, int(job, 9) != 0 ? total / <f32>(size * size) : best);
      }
    }
  }
}

/** ints: x, g, dx (zeroed), planes, height, width, size, stride, oh, ow, average */
export function poolBackward(job: usize, chunk: i32): void {
  const h = int(job, 4), w = int(job, 5), size = int(job, 6), s = int(job, 7), oh = int(job, 8), ow = int(job, 9);
  const end = minimum(int(job, 3), (chunk + 1) * PLANES);
  const share: f32 = <f32>1 / <f32>(size * size);
  for (let plane = chunk * PLANES; plane < end; plane++) {
    const x = pointer(job, 0) + (<usize>(plane * h * w) << 2);
    let g = pointer(job, 1) + (<usize>(plane * oh * ow) << 2);
    const dx = pointer(job, 2) + (<usize>(plane * h * w) << 2);
    for (let oy: i32 = 0; oy < oh; oy++) {
      for (let ox: i32 = 0; ox < ow; ox++, g += 4) {
        const corner = <usize>((oy * s) * w + ox * s) << 2;
        const upstream = load<f32>(g);
        if (int(job, 10) != 0) {
          for (let ky: i32 = 0; ky < size; ky++)
            for (let kx: i32 = 0; kx < size; kx++) {
              const at = dx + corner + (<usize>(ky * w + kx) << 2);
              store<f32>(at, load<f32>(at) + upstream * share);
            }
          continue;
        }
        let best: f32 = load<f32>(x + corner);
        let where: usize = 0;
        for (let ky: i32 = 0; ky < size; ky++)
          for (let kx: i32 = 0; kx < size; kx++) {
            const offset = <usize>(ky * w + kx) << 2;
            const value = load<f32>(x + corner + offset);
            const larger = value > best || value != value;
            best = larger ? value : best;
            where = larger ? offset : where;
          }
        const at = dx + corner + where;
        store<f32>(at, load<f32>(at) + upstream);
      }
    }
  }
}
