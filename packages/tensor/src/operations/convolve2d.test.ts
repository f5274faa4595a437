import { describe, expect, test } from "vitest";
import { convolve2d, engine, sum, type Tensor, tensor, valueAndGradient, zeros } from "../index.ts";
import { checkGradient } from "../testing/check-gradient.ts";
import { guardMemory } from "../testing/guarded-memory.ts";
import { expectClose, spread } from "../testing/numbers.ts";
import { plainBlas } from "../testing/plain-blas.ts";
import { add, multiply, reshape } from "./elementwise.ts";

// fresh memory is NaN, so that what a kernel leaves out shows
guardMemory();

interface Case {
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly outputs: number;
  readonly kernel: readonly [number, number];
  readonly stride: number;
  readonly padding: number;
}

/** The definition, in float64, with its two gradients for an upstream g. */
function naive(
  { batch, channels, height, width, outputs, kernel: [kh, kw], stride, padding }: Case,
  x: Float32Array,
  w: Float32Array,
  upstream?: Float32Array,
) {
  const [oh, ow] = [Math.floor((height + 2 * padding - kh) / stride) + 1, Math.floor((width + 2 * padding - kw) / stride) + 1];
  const y = new Float64Array(batch * outputs * oh * ow);
  const [dx, dw] = [new Float64Array(x.length), new Float64Array(w.length)];
  for (let b = 0; b < batch; b++)
    for (let o = 0; o < outputs; o++)
      for (let oy = 0; oy < oh; oy++)
        for (let ox = 0; ox < ow; ox++) {
          const at = ((b * outputs + o) * oh + oy) * ow + ox;
          for (let c = 0; c < channels; c++)
            for (let ky = 0; ky < kh; ky++)
              for (let kx = 0; kx < kw; kx++) {
                const [iy, ix] = [oy * stride + ky - padding, ox * stride + kx - padding];
                if (iy < 0 || iy >= height || ix < 0 || ix >= width) continue;
                const [i, j] = [((b * channels + c) * height + iy) * width + ix, ((o * channels + c) * kh + ky) * kw + kx];
                y[at]! += x[i]! * w[j]!;
                if (upstream) {
                  dx[i]! += upstream[at]! * w[j]!;
                  dw[j]! += upstream[at]! * x[i]!;
                }
              }
        }
  return { shape: [batch, outputs, oh, ow], y, dx, dw };
}

const plain: Case = { batch: 2, channels: 3, height: 8, width: 9, outputs: 5, kernel: [3, 3], stride: 1, padding: 0 };
const cases: Record<string, Case> = {
  "a plain one": plain,
  "padding as wide as the kernel allows": { ...plain, padding: 2 },
  "stride 2": { ...plain, stride: 2 },
  "stride 2, padded, odd sides": { ...plain, height: 7, width: 11, stride: 2, padding: 1 },
  "stride 3 that leaves pixels over": { ...plain, height: 11, width: 10, stride: 3 },
  "a kernel of one pixel": { ...plain, kernel: [1, 1] },
  "a flat and a tall kernel": { ...plain, kernel: [1, 4] },
  "a tall kernel": { ...plain, kernel: [5, 2], padding: 1 },
  "an output of one pixel": { ...plain, height: 3, width: 3 },
  "an output narrower than a vector": { ...plain, height: 9, width: 5 },
  "LeNet's first layer": { ...plain, channels: 1, height: 28, width: 28, outputs: 6, kernel: [5, 5], padding: 2 },
  "more channels than one pass holds": { ...plain, batch: 3, channels: 40, height: 7, width: 6, outputs: 7, kernel: [5, 5], padding: 2 },
  "more images than groups": { ...plain, batch: 19, height: 5, width: 6, kernel: [2, 2] },
  "whole groups of eight pixels, an odd number of them": { ...plain, channels: 4, outputs: 6, height: 5, width: 26 },
  "more outputs than a tile": { ...plain, outputs: 21, height: 9, width: 10 },
  "a wide image": { ...plain, batch: 1, height: 3, width: 450, outputs: 2, padding: 1 },
  "more pixels than a chunk": { ...plain, batch: 1, channels: 1, height: 33, width: 31, outputs: 3 },
};

describe.each(Object.entries(cases))("convolve2d: %s", (_, c) => {
  test("equals the definition, in values and in both gradients", async () => {
    const x = spread(c.batch * c.channels * c.height * c.width);
    const w = spread(c.outputs * c.channels * c.kernel[0] * c.kernel[1], { shift: 0.3, low: -1, high: 1 });
    const { shape } = naive(c, x, w);
    const upstream = spread(
      shape.reduce((a, b) => a * b, 1),
      { shift: 0.7 },
    );
    const expected = naive(c, x, w, upstream);
    const [image, kernel] = [tensor(x, [c.batch, c.channels, c.height, c.width]), tensor(w, [c.outputs, c.channels, ...c.kernel])];
    const run = valueAndGradient([image, kernel], () => {
      const y = convolve2d(image, kernel, { stride: c.stride, padding: c.padding });
      return { value: sum(multiply(y, tensor(upstream, shape))), extra: y };
    });
    expect(run.extra.shape).toEqual(shape);
    // sums of up to a thousand products of size 2: absolute error
    expectClose(await run.extra.read(), expected.y, { relative: 1e-5, absolute: 2e-4, label: "y" });
    expectClose(await run.gradients[0]!.read(), expected.dx, { relative: 1e-5, absolute: 2e-4, label: "dx" });
    expectClose(await run.gradients[1]!.read(), expected.dw, { relative: 1e-5, absolute: 6e-4, label: "dw" });
  });
});

// dropout by channel leaves such images: kernels leave the empty channels out
test("convolve2d of images with channels of zeros equals the definition", async () => {
  const c: Case = { ...plain, batch: 5, channels: 6, height: 10, width: 12, outputs: 7, kernel: [3, 3], padding: 1 };
  const empty = (plane: number, seed: number) => (plane * 7 + seed) % 3 !== 0;
  const x = spread(c.batch * c.channels * 120).map((v, i) => (empty(Math.floor(i / 120), 1) ? 0 : v));
  const upstream = spread(c.batch * c.outputs * 120, { shift: 0.7 }).map((v, i) => (empty(Math.floor(i / 120), 2) ? -0 : v));
  const w = spread(c.outputs * c.channels * 9, { shift: 0.3, low: -1, high: 1 });
  const expected = naive(c, x, w, upstream);
  const [image, kernel] = [tensor(x, [c.batch, c.channels, 10, 12]), tensor(w, [c.outputs, c.channels, 3, 3])];
  const { gradients, extra } = valueAndGradient([image, kernel], () => {
    const y = convolve2d(image, kernel, { padding: 1 });
    return { value: sum(multiply(y, tensor(upstream, expected.shape))), extra: y };
  });
  expectClose(await extra.read(), expected.y, { relative: 1e-5, absolute: 2e-5, label: "y" });
  expectClose(await gradients[0]!.read(), expected.dx, { relative: 1e-5, absolute: 2e-5, label: "dx" });
  expectClose(await gradients[1]!.read(), expected.dw, { relative: 1e-5, absolute: 2e-4, label: "dw" });
});

test.each([1, 2])("a bias is added to all pixels of its output, and gets their gradient (stride %i)", async (stride) => {
  const shapes = [[9, 3, 12, 11], [6, 3, 3, 3], [6]];
  const inputs = shapes.map((shape, i) =>
    tensor(
      spread(
        shape.reduce((a, b) => a * b, 1),
        { shift: 0.3 * i },
      ),
      shape,
    ),
  );
  const [x, kernel, bias] = inputs as [Tensor, Tensor, Tensor];
  const run = (of: () => Tensor) => valueAndGradient(inputs, () => ({ value: sum(multiply(of(), of())), extra: of() }));
  const fused = run(() => convolve2d(x, kernel, { stride, bias }));
  const apart = run(() => add(convolve2d(x, kernel, { stride }), reshape(bias, [6, 1, 1])));
  expect(await fused.extra.read()).toEqual(await apart.extra.read());
  for (const [i, gradient] of fused.gradients.entries())
    expectClose(await gradient.read(), await apart.gradients[i]!.read(), { relative: 1e-5, absolute: 1e-2, label: `gradient ${i}` });
  const alone = valueAndGradient([bias], () => ({ value: sum(convolve2d(x, kernel, { stride, bias })), extra: null }));
  expect(await alone.gradients[0]!.read()).toEqual(new Float32Array(6).fill(stride === 1 ? 9 * 90 : 9 * 25));
});

test("zero times what is not finite is NaN, in a channel of zeros too", async () => {
  const [x, g] = [tensor(new Float32Array(2 * 100), [1, 2, 10, 10]), new Float32Array(3 * 64)];
  g[64] = Number.POSITIVE_INFINITY;
  const w = new Float32Array(3 * 2 * 9);
  w[18 + 9] = Number.NaN; // output 1, channel 1
  const kernel = tensor(w, [3, 2, 3, 3]);
  const { gradients, extra } = valueAndGradient([x, kernel], () => {
    const y = convolve2d(x, kernel);
    return { value: sum(multiply(y, tensor(g, [1, 3, 8, 8]))), extra: y };
  });
  const nan = async (of: Tensor, from: number, count: number) => [...(await of.read())].slice(from, from + count).map(Number.isNaN);
  expect((await nan(extra, 0, 192)).map(Number)).toEqual(Array.from({ length: 192 }, (_, i) => Number(i >= 64 && i < 128)));
  // the first 8 x 8 pixels of channel 1 lie under the NaN, and of both channels under the infinite gradient
  expect((await nan(gradients[0]!, 100, 8)).every(Boolean)).toBe(true);
  expect(await nan(gradients[1]!, 18, 18)).toEqual(new Array(18).fill(true));
  expect((await nan(gradients[1]!, 0, 18)).some(Boolean)).toBe(false);
});

test("convolve2d has the gradient of its differences", async () => {
  await checkGradient(
    (x, w) => convolve2d(x, w, { stride: 2, padding: 1 }),
    [
      [2, 2, 5, 4],
      [3, 2, 3, 2],
    ],
  );
});

test("convolve2d of no images", async () => {
  const [x, w] = [tensor(new Float32Array(0), [0, 2, 5, 5]), tensor(spread(36), [2, 2, 3, 3])];
  expect(convolve2d(x, w).shape).toEqual([0, 2, 3, 3]);
  const { gradients } = valueAndGradient([w], () => ({ value: sum(convolve2d(x, w)), extra: null }));
  expect((await gradients[0]!.read()).every((g) => g === 0)).toBe(true);
});

test("convolve2d keeps NaN to the outputs that see it", async () => {
  const x = new Float32Array(36);
  x[0] = Number.NaN;
  const y = [...(await convolve2d(tensor(x, [1, 1, 6, 6]), tensor(new Float32Array(4).fill(1), [1, 1, 2, 2])).read())];
  expect(y.map(Number.isNaN)).toEqual(y.map((_, i) => i === 0));
});

describe.each([
  ["the kernels", null],
  ["a BLAS", plainBlas],
])("with %s", (_, blas) => {
  test.each([
    ["no images", [0, 2, 5, 5], [3, 2, 2, 2]],
    ["no channels", [2, 0, 5, 5], [3, 0, 2, 2]],
    ["no outputs", [2, 2, 5, 5], [0, 2, 2, 2]],
  ])("%s: sums of nothing are 0, and no gradient flows", async (_, image, kernel) => {
    engine.useBlas(blas);
    try {
      const inputs = [image, kernel].map((shape) => tensor(spread(shape.reduce((a, b) => a * b, 1)), shape));
      const { gradients, extra } = valueAndGradient(inputs, () => {
        const y = convolve2d(inputs[0]!, inputs[1]!);
        return { value: sum(y), extra: y };
      });
      expect(extra.shape).toEqual([image[0], kernel[0], 4, 4]);
      for (const [i, result] of [extra, ...gradients].entries()) {
        if (i > 0) expect(result.shape).toEqual(inputs[i - 1]!.shape);
        expect(await result.read()).toEqual(new Float32Array(result.size));
      }
    } finally {
      engine.useBlas(null);
    }
  });
});

test("convolve2d says what does not fit", () => {
  const x = tensor(spread(2 * 5 * 5), [1, 2, 5, 5]);
  const kernel = (outputs: number, channels: number, side: number) =>
    tensor(spread(outputs * channels * side * side), [outputs, channels, side, side]);
  expect(() => convolve2d(x, kernel(3, 1, 3))).toThrow("convolve2d: x is [1, 2, 5, 5], kernel is [3, 1, 3, 3]; channels 2 and 1 differ");
  expect(() => convolve2d(x, kernel(1, 2, 6))).toThrow("the kernel is larger than the padded image");
  expect(() => convolve2d(x, zeros([1, 2, 0, 3]))).toThrow("kernel is [1, 2, 0, 3]; the kernel has no values");
  expect(() => convolve2d(x, tensor([1]))).toThrow("expected [batch, channels, height, width] and [outputs, channels, height, width]");
  expect(() => convolve2d(x, kernel(1, 2, 3), { stride: 0 })).toThrow(
    "convolve2d: stride is 0 and padding 0, expected whole numbers from 1 and from 0",
  );
  expect(() => convolve2d(x, kernel(3, 2, 3), { bias: tensor([1, 2]) })).toThrow(
    "convolve2d: bias is [2], expected [3], one value for each output",
  );
  expect(() => convolve2d(x, kernel(1, 2, 3), { padding: -1 })).toThrow("padding -1");
});
