import { allocate, type DenseArray, dense, floats, view } from "../array.ts";
import { record } from "../autodiff/tape.ts";
import { launch, memory } from "../engine/engine.ts";
import { expectOptions } from "../options.ts";
import { expectAnyNumber } from "../plain-arguments.ts";
import { broadcastShape, expectShape, sameShape, showShape, sizeOf } from "../shape.ts";
import type { DType, Shape, Tensor } from "../types.ts";
import { binaryCodes, unaryCodes } from "./elementwise-codes.ts";

const CHUNK = 8192;

/** Into how many chunks elementwise work of `size` values is cut. */
export const chunksOf = (size: number): number => Math.ceil(size / CHUNK);

export function unary(code: keyof typeof unaryCodes, x: DenseArray, a = 0, b = 0): DenseArray<"float32"> {
  const y = allocate(x.shape);
  launch("unary", chunksOf(x.size), [x.address, y.address, x.size, unaryCodes[code]], [a, b]);
  return y;
}

type Differentiable = Exclude<keyof typeof unaryCodes, "sign" | "affine" | "clamp" | "geluSlope">;

const differentiable =
  (name: Differentiable) =>
  (x: Tensor): Tensor<"float32"> => {
    const input = floats(name, x);
    const y = unary(name, input);
    record(name, [input], [y], undefined);
    return y;
  };

/** -x */
export const negate = differentiable("negate");
/** e^x */
export const exp = differentiable("exp");
/** Natural logarithm; log 0 = -Infinity. */
export const log = differentiable("log");
/** Square root. */
export const sqrt = differentiable("sqrt");
/** |x|, with gradient 0 at 0. */
export const abs = differentiable("abs");
/** max(x, 0) */
export const relu = differentiable("relu");
/** Hyperbolic tangent. */
export const tanh = differentiable("tanh");
/** 1 / (1 + e^-x) */
export const sigmoid = differentiable("sigmoid");
/** log(1 + e^x), exact in both tails. */
export const softplus = differentiable("softplus");
/** x Phi(x), Phi the standard normal distribution function. */
export const gelu = differentiable("gelu");
/** Sine of radians, for |x| up to about 8192. */
export const sin = differentiable("sin");
/** Cosine of radians, for |x| up to about 8192. */
export const cos = differentiable("cos");
/** x^2 */
export const square = differentiable("square");
/** 1 / x */
export const reciprocal = differentiable("reciprocal");
/** softplus(x)^2: the variance of a standard deviation softplus(x), in one pass. */
export const softplusSquared = differentiable("softplusSquared");
/** Error function 2/sqrt(pi) integral of exp(-t^2) from 0 to x. */
export const erf = differentiable("erf");

/** -1, 0 or 1; its gradient is 0 everywhere. */
export const sign = (x: Tensor): Tensor<"float32"> => unary("sign", floats("sign", x));

const affineOptions = { scale: true, shift: true } as const;
const clampOptions = { low: true, high: true } as const;

/** scale x + shift, both plain numbers. */
export function affine(
  x: Tensor,
  options: {
    /** Factor. @default 1 */
    scale?: number;
    /** Added after it. @default 0 */
    shift?: number;
  },
): Tensor<"float32"> {
  const input = floats("affine", x);
  expectOptions("affine", options, affineOptions);
  const { scale = 1, shift = 0 } = options;
  expectAnyNumber("affine", "scale", scale);
  expectAnyNumber("affine", "shift", shift);
  const y = unary("affine", input, scale, shift);
  record("affine", [input], [y], { scale });
  return y;
}

/** x moved into [low, high]; the gradient passes where x lies inside, or is NaN. */
export function clamp(
  x: Tensor,
  options: {
    /** Smallest result. @default -Infinity */
    low?: number;
    /** Largest result. @default Infinity */
    high?: number;
  },
): Tensor<"float32"> {
  const input = floats("clamp", x);
  expectOptions("clamp", options, clampOptions);
  const { low = -Infinity, high = Infinity } = options;
  expectAnyNumber("clamp", "low", low);
  expectAnyNumber("clamp", "high", high);
  const y = unary("clamp", input, low, high);
  record("clamp", [input], [y], { low, high });
  return y;
}

// Strides of `shape` in the axes of `output`, 0 where it is broadcast.
function stridesIn(shape: Shape, output: Shape): number[] {
  const strides = new Array<number>(output.length).fill(0);
  let stride = 1;
  for (let i = 1; i <= shape.length; i++) {
    const n = shape[shape.length - i]!;
    if (n !== 1) strides[output.length - i] = stride;
    stride *= n;
  }
  return strides;
}

// Joins neighbouring axes that both inputs run through alike, so that most broadcasts become two or three axes.
function collapse(shape: Shape, a: number[], b: number[]): { sizes: number[]; a: number[]; b: number[] } {
  const sizes: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  for (let i = 0; i < shape.length; i++) {
    const n = shape[i]!;
    if (n === 1) continue;
    const last = sizes.length - 1;
    if (last >= 0 && left[last] === a[i]! * n && right[last] === b[i]! * n) {
      sizes[last]! *= n;
      left[last] = a[i]!;
      right[last] = b[i]!;
    } else {
      sizes.push(n);
      left.push(a[i]!);
      right.push(b[i]!);
    }
  }
  while (sizes.length < 4) {
    sizes.unshift(1);
    left.unshift(0);
    right.unshift(0);
  }
  return { sizes, a: left, b: right };
}

export function binary(code: keyof typeof binaryCodes, a: DenseArray, b: DenseArray, operation: string = code): DenseArray<"float32"> {
  const shape = broadcastShape(operation, a.shape, b.shape);
  const y = allocate(shape);
  if (y.size === 0) return y;
  const plan = sameShape(a.shape, b.shape)
    ? { sizes: [1, 1, 1, y.size], a: [0, 0, 0, 1], b: [0, 0, 0, 1] }
    : collapse(shape, stridesIn(a.shape, shape), stridesIn(b.shape, shape));
  if (plan.sizes.length > 4)
    throw new Error(`${operation}: ${showShape(a.shape)} with ${showShape(b.shape)} alternates broadcast axes more than 4 times`);
  const [n0, n1, n2, inner] = plan.sizes as [number, number, number, number];
  launch("binary", chunksOf(y.size), [
    a.address,
    b.address,
    y.address,
    binaryCodes[code],
    n0,
    n1,
    n2,
    inner,
    plan.a[0]!,
    plan.a[1]!,
    plan.a[2]!,
    plan.a[3]!,
    plan.b[0]!,
    plan.b[1]!,
    plan.b[2]!,
    y.size,
    CHUNK,
    plan.b[3]!,
  ]);
  return y;
}

const arithmetic =
  (name: "add" | "subtract" | "multiply" | "divide" | "maximum" | "minimum") =>
  (a: Tensor, b: Tensor | number): Tensor<"float32"> => {
    const left = floats(name, a, "a");
    const right = typeof b === "number" ? (constant(b) as DenseArray<"float32">) : floats(name, b, "b");
    const y = binary(name, left, right);
    record(name, [left, right], [y], undefined);
    return y;
  };

/** a + b, broadcasting. */
export const add = arithmetic("add");
/** a - b, broadcasting. */
export const subtract = arithmetic("subtract");
/** a b element by element, broadcasting. */
export const multiply = arithmetic("multiply");
/** a / b, broadcasting. */
export const divide = arithmetic("divide");
/** The larger of both, broadcasting, NaN where one is NaN. The gradient goes to the one whose value it is, at a tie to a. */
export const maximum = arithmetic("maximum");
/** The smaller of both, broadcasting, NaN where one is NaN. The gradient goes to the one whose value it is, at a tie to a. */
export const minimum = arithmetic("minimum");

/** A single value. */
export function constant(value: number): Tensor<"float32"> {
  expectAnyNumber("constant", "value", value);
  const array = allocate([]);
  memory.float32()[array.address >>> 2] = value;
  return array;
}

/**
 * An array of one repeated value.
 * @throws for a shape that is no list of whole numbers from 0, and a value that is no number
 */
export function full(shape: Shape, value: number): Tensor<"float32"> {
  expectShape("full", shape);
  expectAnyNumber("full", "value", value);
  const y = allocate(shape);
  launch("fill", chunksOf(y.size), [y.address, y.size], [value]);
  return y;
}

/**
 * An array of zeros.
 * @throws for a shape that is no list of whole numbers from 0
 */
export function zeros(shape: Shape): Tensor<"float32"> {
  expectShape("zeros", shape);
  return full(shape, 0);
}

/** The array repeated to a larger shape. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor<"float32"> {
  const input = floats("broadcastTo", x);
  expectShape("broadcastTo", shape);
  if (sameShape(input.shape, shape)) return input;
  if (!sameShape(broadcastShape("broadcastTo", input.shape, shape), shape))
    throw new Error(`broadcastTo: ${showShape(input.shape)} does not fit into ${showShape(shape)}`);
  const y = binary("add", input, full(shape, 0) as DenseArray, "broadcastTo");
  record("broadcastTo", [input], [y], undefined);
  return y;
}

/** condition != 0 ? a : b, broadcasting; no gradient to the condition. */
export function where(condition: Tensor, a: Tensor, b: Tensor): Tensor<"float32"> {
  const given = [floats("where", condition, "condition"), floats("where", a, "a"), floats("where", b, "b")] as const;
  const shape = broadcastShape("where", broadcastShape("where", given[0].shape, given[1].shape), given[2].shape);
  const inputs = given.map((input) => broadcastTo(input, shape) as DenseArray<"float32">);
  const y = allocate(shape);
  launch("select", chunksOf(y.size), [inputs[0]!.address, inputs[1]!.address, inputs[2]!.address, y.address, y.size]);
  record("where", inputs, [y], undefined);
  return y;
}

/** The same values under another shape of the same size; one axis may be -1. No copy. */
export function reshape<Type extends DType>(x: Tensor<Type>, shape: Shape): Tensor<Type> {
  const input = dense("reshape", x);
  if (!Array.isArray(shape)) expectShape("reshape", shape);
  let wanted = shape;
  const free = shape.indexOf(-1);
  if (free >= 0) {
    const known = sizeOf(shape.filter((_, i) => i !== free));
    wanted = shape.map((n, i) => (i === free ? input.size / known : n));
  }
  if (sizeOf(wanted) !== input.size || !wanted.every((n) => Number.isInteger(n) && n >= 0))
    throw new Error(`reshape: ${showShape(input.shape)} has ${input.size} values, ${showShape(shape)} asks for ${sizeOf(wanted)}`);
  const y = view(input, wanted);
  record("reshape", [input], [y], undefined);
  return y;
}
