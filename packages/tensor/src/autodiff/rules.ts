import { allocate, type DenseArray, view } from "../array.ts";
import { launch } from "../engine/engine.ts";
import { convInputGradient, convKernelGradient } from "../operations/convolve2d.ts";
import { binary, chunksOf, full, unary } from "../operations/elementwise.ts";
import { gaussianDrawGradient, localNoiseGradient } from "../operations/gaussian.ts";
import { matmulRaw } from "../operations/matmul.ts";
import { copyBox, permuteRaw, scatterAddRows } from "../operations/moves.ts";
import { gaussianMomentsGradient, normalKlGradient } from "../operations/normal-kl.ts";
import { poolGradient } from "../operations/pooling.ts";
import { gruCellGradient, lstmCellGradient } from "../operations/recurrent-cells.ts";
import { recurrentStepsGradient } from "../operations/recurrent-steps-gradient.ts";
import { reduceRaw, sumTo } from "../operations/reductions.ts";
import { unstackGradient } from "../operations/sequences.ts";
import { crossEntropyGradient } from "../operations/softmax.ts";
import { sizeOf } from "../shape.ts";
import type { OperationName } from "./operations.ts";
import type { Recorded } from "./tape.ts";

/** Gradients flow through values only: an operand that is int32 (labels, indices) is never followed. */
type Floats = DenseArray<"float32">;

/**
 * What a rule gets: g, the gradient of the first output; x and y, first input and output; needs(i), whether input i is followed; take(i), the gradient
 * that has come to input i from later operations, which the rule then adds to its own.
 */
export interface Call<Name extends OperationName> extends Recorded<Name> {
  readonly g: Floats;
  readonly x: Floats;
  readonly y: Floats;
  readonly gradients: readonly (Floats | undefined)[];
  needs(input: number): boolean;
  take(input: number): Floats | undefined;
}

/** Vector-Jacobian product: gradients of the inputs, undefined where none flows. */
export type Rule<Name extends OperationName> = (call: Call<Name>) => readonly (Floats | undefined)[];

const times = (a: Floats, b: DenseArray): Floats => binary("multiply", a, b);
const scaled = (a: Floats, scale: number): Floats => unary("affine", a, scale, 0);

// Both operands of a broadcast: the gradient of each, summed back to its shape.
const both = ({ inputs, needs }: Call<OperationName>, left: () => Floats, right: () => Floats) => [
  needs(0) ? sumTo(left(), inputs[0]!.shape) : undefined,
  needs(1) ? sumTo(right(), inputs[1]!.shape) : undefined,
];

/*
 * Of an operation that returns one of its inputs (relu, clamp, maximum, minimum, max, max pooling) the gradient goes, whole, to the input whose
 * value it returned, a NaN too: the NaN of a loss leads back to where it began, and nowhere else. |NaN| is neither x nor -x: its slope is NaN.
 */
const toChosen = (call: Call<"maximum" | "minimum">) => {
  const chosen = binary("same", call.inputs[0]!, call.y);
  return both(
    call,
    () => binary("gate", call.g, chosen),
    () => binary("gate", call.g, unary("affine", chosen, -1, 1)),
  );
};

export const rules: { readonly [Name in OperationName]: Rule<Name> } = {
  // d(-x) = -1
  negate: ({ g }) => [unary("negate", g)],
  // d e^x = e^x
  exp: ({ g, y }) => [times(g, y)],
  // d log x = 1/x
  log: ({ g, x }) => [binary("divide", g, x)],
  // d sqrt x = 1 / (2 sqrt x)
  sqrt: ({ g, y }) => [binary("divide", scaled(g, 0.5), y)],
  // d |x| = sign x
  abs: ({ g, x }) => [times(g, unary("sign", x))],
  // d max(x, 0) = [y > 0], and 1 where y is NaN
  relu: ({ g, y }) => [binary("gate", g, y)],
  // d tanh x = 1 - y^2
  tanh: ({ g, y }) => [binary("tanhBackward", g, y)],
  // d sigmoid x = y (1 - y)
  sigmoid: ({ g, y }) => [binary("sigmoidBackward", g, y)],
  // d softplus x = sigmoid x
  softplus: ({ g, x }) => [binary("softplusBackward", g, x)],
  // d x Phi(x) = Phi(x) + x phi(x)
  gelu: ({ g, x }) => [times(g, unary("geluSlope", x))],
  // d sin x = cos x
  sin: ({ g, x }) => [times(g, unary("cos", x))],
  // d cos x = -sin x
  cos: ({ g, x }) => [unary("negate", times(g, unary("sin", x)))],
  // d x^2 = 2x
  square: ({ g, x }) => [binary("squareBackward", g, x)],
  // d softplus(x)^2 = 2 softplus x sigmoid x
  softplusSquared: ({ g, x }) => [binary("softplusSquaredBackward", g, x)],
  // d 1/x = -y^2
  reciprocal: ({ g, y }) => [unary("negate", times(g, unary("square", y)))],
  // d erf x = 2/sqrt(pi) e^(-x^2)
  erf: ({ g, x }) => [times(g, scaled(unary("exp", unary("negate", unary("square", x))), 2 / Math.sqrt(Math.PI)))],
  // d (a x + b) = a
  affine: ({ g, attributes }) => [scaled(g, attributes.scale)],
  // d clamp x = [low <= x <= high], which is [x = y]
  clamp: ({ g, x, y }) => [binary("gate", g, binary("same", x, y))],
  // d(a + b) = (1, 1)
  add: (call) =>
    both(
      call,
      () => call.g,
      () => call.g,
    ),
  // d(a - b) = (1, -1)
  subtract: (call) =>
    both(
      call,
      () => call.g,
      () => unary("negate", call.g),
    ),
  // d(a b) = (b, a)
  multiply: (call) =>
    both(
      call,
      () => times(call.g, call.inputs[1]!),
      () => times(call.g, call.inputs[0]!),
    ),
  // d(a / b) = (1 / b, -y / b)
  divide: (call) =>
    both(
      call,
      () => binary("divide", call.g, call.inputs[1]!),
      () => unary("negate", binary("divide", times(call.g, call.y), call.inputs[1]!)),
    ),
  // d max(a, b) = ([y = a], [y != a])
  maximum: (call) => toChosen(call),
  // d min(a, b) = ([y = a], [y != a])
  minimum: (call) => toChosen(call),
  // the gradient goes where the value came from
  where: ({ g, inputs }) => {
    const zero = full(g.shape, 0) as Floats;
    const pick = (a: Floats, b: Floats) => {
      const dx = allocate(g.shape);
      launch("select", chunksOf(g.size), [inputs[0]!.address, a.address, b.address, dx.address, g.size]);
      return dx;
    };
    return [undefined, pick(g, zero), pick(zero, g)];
  },
  // d sum = 1 everywhere
  sum: ({ g, x }) => [spread(g, x)],
  // the maximum's gradient is shared by the places that hold it
  max: ({ g, x, y, attributes }) => {
    const holders = binary("same", x, y);
    return [binary("gate", binary("divide", g, reduceRaw("sum", holders, attributes.axes)), holders)];
  },
  // d logSumExp = softmax; divided by its own sum, because y has rounded away part of the differences between large x
  logSumExp: ({ g, x, y, attributes }) => {
    const shares = unary("exp", binary("subtract", x, y));
    return [times(shares, binary("divide", g, reduceRaw("sum", shares, attributes.axes)))];
  },
  // d softmax = y (g - sum g y)
  softmax: ({ g, y, attributes }) => {
    const product = times(g, y);
    return [binary("subtract", product, times(y, reduceRaw("sum", product, [attributes.axis])))];
  },
  // d logSoftmax = g - softmax sum g, which sums to 0: a near-certain entry as minus the others, for 1 - p would be 0 where p rounds to 1
  logSoftmax: ({ g, y, attributes: { axis } }) => {
    const p = unary("exp", y);
    const certain = binary("greater", p, full([], 0.9) as Floats); // above a half, so that there is one at most
    const others = times(binary("subtract", g, times(p, reduceRaw("sum", g, [axis]))), unary("affine", certain, -1, 1));
    return [binary("subtract", others, times(certain, reduceRaw("sum", others, [axis])))];
  },
  // d(-log softmax(x)[label]) = softmax(x) - one-hot
  softmaxCrossEntropy: ({ g, inputs }) => [crossEntropyGradient(inputs[0]!, inputs[1]!, g)],
  // d I / d p = (log p - log of its mean over the S draws) / S, the smallest normal number standing in for 0
  mutualInformation: ({ g, x }) => {
    const [draws, batch] = x.shape as [number, number, number];
    const logOf = (p: Floats) => unary("log", binary("maximum", p, full([], 2 ** -126) as Floats));
    const average = scaled(reduceRaw("sum", x, [0]), 1 / draws);
    return [times(binary("subtract", logOf(x), logOf(average)), scaled(view(g, [batch, 1]), 1 / draws))];
  },
  // d(A B) = (g B', A' g)
  matmul: ({ g, inputs: [a, b], attributes: { transposeA, transposeB }, needs }) => [
    needs(0) ? reduceLead(transposeA ? matmulRaw(b!, g, transposeB, true) : matmulRaw(g, b!, false, !transposeB), a!) : undefined,
    needs(1) ? productForB(a!, b!, g, transposeA, transposeB) : undefined,
  ],
  // gradients of the correlation: with the kernel turned round, and between x and g; d bias = 1 at every pixel
  convolve2d: ({ g, inputs: [x, kernel, bias], attributes: { stride, padding }, needs }) => {
    const dx = needs(0) ? convInputGradient(x!, kernel!, g, stride, padding) : undefined;
    if (!needs(1) && !(bias && needs(2))) return [dx];
    const of = convKernelGradient(x!, kernel!, g, stride, padding);
    return bias ? [dx, of.kernel, of.bias] : [dx, of.kernel];
  },
  maxPool2d: ({ g, x, attributes }) => [poolGradient(x, g, { ...attributes, average: false })],
  averagePool2d: ({ g, x, attributes }) => [poolGradient(x, g, { ...attributes, average: true })],
  reshape: ({ g, x }) => [view(g, x.shape)],
  transpose: ({ g, attributes }) => {
    const back = new Array<number>(attributes.order.length);
    attributes.order.forEach((axis, i) => {
      back[axis] = i;
    });
    return [permuteRaw(g, back)];
  },
  slice: ({ g, x, attributes }) => {
    const dx = full(x.shape, 0) as Floats;
    copyBox(
      g,
      g.shape.map(() => 0),
      dx,
      attributes.starts,
      attributes.sizes,
    );
    return [dx];
  },
  concat: ({ g, inputs, attributes, needs }) => {
    let offset = 0;
    return inputs.map((input, i) => {
      const starts = g.shape.map((_, axis) => (axis === attributes.axis ? offset : 0));
      offset += input.shape[attributes.axis]!;
      if (!needs(i)) return undefined;
      const part = allocate(input.shape);
      copyBox(
        g,
        starts,
        part,
        starts.map(() => 0),
        input.shape,
      );
      return part;
    });
  },
  gatherRows: ({ g, inputs: [x, index] }) => [scatterAddRows(g, index!, x!.shape)],
  unstack: ({ gradients, x, attributes }) => [unstackGradient(gradients, x.shape, attributes.axis)],
  // with D = dc' + dh o (1 - tanh^2 c'): di = D g i (1 - i), df = D c f (1 - f), dg = D i (1 - g^2), do = dh tanh c' o (1 - o), dc = D f
  lstmCell: ({ inputs, outputs, gradients }) => {
    const { preactivations, cell } = lstmCellGradient(inputs, outputs[1]!, gradients);
    return [preactivations, preactivations, cell];
  },
  // dn = dh (1 - z) (1 - n^2), dr = dn b_n r (1 - r), dz = dh (h - n) z (1 - z); db_n = dn r; dh = dh' z
  gruCell: ({ inputs, g }) => gruCellGradient(inputs, g),
  // the cells' from the last step to the first, with dh_(t-1) = mask (dproduct_t W'); dW = sum of (mask h_(t-1))' dproduct_t
  recurrentSteps: ({ inputs, outputs, gradients, attributes, needs }) =>
    recurrentStepsGradient({ inputs, gradients, states: outputs[0]!, places: attributes, needs }),
  broadcastTo: ({ g, x }) => [sumTo(g, x.shape)],
  // see assembly/gaussian.ts: dmean = sum of g_w, drho = sum of g_w e, times sigmoid(rho), with the complexity's own terms
  gaussianDraw: ({ inputs: [mean, rho, noise], gradients, attributes }) =>
    gaussianDrawGradient(mean!, rho!, noise!, gradients[0], gradients[1], attributes),
  // dm = (m - m0) / s0^2, drho = sigmoid(rho) (s / s0^2 - 1 / s)
  normalKl: ({ g, inputs: [mean, rho], attributes }) => normalKlGradient(mean!, rho!, g, attributes),
  // dm = (m - m0) / s0^2, drho = sigmoid(rho) (s / s0^2 - 1 / s), each times the complexity's g; and drho = 2 s sigmoid(rho) times the variance's
  gaussianMoments: ({ inputs: [mean, rho], gradients: [variance, complexity], attributes: prior, take }) =>
    gaussianMomentsGradient(mean!, rho!, { variance, complexity, soFar: take(0), prior }),
  // dmean = g, dvariance = g e / (2 sqrt variance)
  localNoise: ({ g, inputs: [mean, variance], attributes }) => [
    sumTo(g, mean!.shape),
    sumTo(localNoiseGradient(variance!, g, attributes), variance!.shape),
  ],
};

function spread(g: Floats, x: Floats): Floats {
  return binary("add", g, full(x.shape, 0) as Floats, "sum");
}

// A matrix used for a whole batch gets the sum of its gradients.
function reduceLead(gradient: Floats, operand: DenseArray): Floats {
  const lead = gradient.shape.length - operand.shape.length;
  if (lead <= 0 && sizeOf(gradient.shape) === operand.size)
    return gradient.shape.length === operand.shape.length ? gradient : view(gradient, operand.shape);
  return sumTo(gradient, operand.shape);
}

// For one right-hand matrix behind a batch of rows, the sum over the batch is itself one product over all rows.
function productForB(a: DenseArray, b: DenseArray, g: Floats, transposeA: boolean, transposeB: boolean): Floats {
  if (b.shape.length === 2 && a.shape.length > 2 && !transposeA) {
    const count = sizeOf(a.shape.slice(0, -1));
    const rows = view(a, [count, a.shape[a.shape.length - 1]!]);
    const flow = view(g, [count, g.shape[g.shape.length - 1]!]);
    return transposeB ? matmulRaw(flow, rows, true, false) : matmulRaw(rows, flow, true, false);
  }
  return reduceLead(transposeB ? matmulRaw(g, a, true, transposeA) : matmulRaw(a, g, !transposeA, false), b);
}
