import { integers, type RecurrentStepsOptions, sequenceLengths, type Tensor, unstack, zeros } from "@credence/tensor";
import { expectBelowOne, expectBoolean, expectNumber, expectOneOf, expectOptions, expectWhole } from "../settings.ts";
import { denseMap } from "./dense.ts";
import type { Layer, LayerPass } from "./layer.ts";
import { allStates, allStepsMap, atLengths, firstSteps, sequenceMask, stackedStates, stepsFirst } from "./sequence-steps.ts";

/** Sizes of a recurrent layer, what it gives of its states, and its dropout. */
export interface RecurrentOptions {
  /** Features of a step. */
  readonly inputs: number;
  /** Values of the state. */
  readonly units: number;
  /** Biases of the gates. @default true */
  readonly bias?: boolean;
  /** "last": the state behind the last step of each sequence; "all": that of every step, zeros behind the end of a sequence. @default "last" */
  readonly states?: "last" | "all";
  /** Sequences of unequal length are filled up with it: steps at the end whose features all have this value are none. @default "none": all steps are */
  readonly padding?: number | "none";
  /** Probability with which a feature of the inputs is dropped, at all steps of a sequence (gal2016recurrent). @default 0 */
  readonly dropout?: number;
  /** Probability with which a value of the state is dropped on its way to the next step, at all steps of a sequence. @default 0 */
  readonly recurrentDropout?: number;
}

/** What goes from one step to the next. */
export interface Carried {
  /** [..., batch, units] */
  readonly state: Tensor;
  /** The memory of a long short-term memory, [..., batch, units]. */
  readonly cell?: Tensor;
}

/** A sequence run through a recurrent layer. */
export interface Unrolled {
  /** States behind each step, up to the longest sequence, zeros behind the end of each: [..., batch, units] each. */
  readonly states: readonly Tensor[];
  /** Behind the last step of each sequence. */
  readonly last: Carried;
}

/** A layer whose steps share weights; one of one's own may look at its steps. */
export interface RecurrentLayer extends Layer {
  /**
   * Runs the layer over all steps.
   * @shape x [batch, steps, inputs] or [draws, batch, steps, inputs]
   * @throws for a sequence of length 0, and for x that is no such array
   */
  unroll(
    x: Tensor,
    pass: LayerPass,
    options?: {
      /** Steps of each sequence. @default as the layer's padding says */
      readonly lengths?: readonly number[] | Int32Array;
      /** What the first step starts from, in the shape of the state. @default zeros */
      readonly start?: Carried;
    },
  ): Unrolled;
}

/** The gates of a recurrent layer: how many there are, and one step of it. */
export interface Gates {
  readonly kind: string;
  readonly count: number;
  /** Whether the recurrent product has a bias of its own. Added to the bias of the inputs, it would be one too many. */
  readonly recurrentBias: boolean;
  /** What the first step starts from; zeros are of the state's shape. */
  start(zeros: Tensor): Carried;
  /** Pre-activations [..., batch, count units] from the inputs and from the state before. */
  step(input: Tensor, recurrent: Tensor, before: Carried): Carried;
  /** All steps at once, from pre-activations of the inputs [..., steps, batch, count units] and the weights of the state's product. */
  steps(input: Tensor, weight: Tensor, given: RecurrentStepsOptions & { readonly cell?: Tensor }): Passed;
}

/** All steps of a pass: states [..., steps, batch, units], and what is behind the last step of each sequence. */
export interface Passed {
  readonly states: Tensor;
  readonly last: Carried;
}

/** A recurrent layer of such gates. @throws for sizes that are no whole numbers from 1, and a dropout outside [0, 1) */
export function recurrentLayer(gates: Gates, options: RecurrentOptions): RecurrentLayer {
  const where = gates.kind;
  const known = { inputs: true, units: true, bias: true, states: true, padding: true, dropout: true, recurrentDropout: true } as const;
  expectOptions<RecurrentOptions>(where, options, known);
  const { inputs, units, bias = true, states = "last", padding = "none", dropout = 0, recurrentDropout = 0 } = options;
  expectWhole(where, "inputs", inputs);
  expectWhole(where, "units", units);
  expectBoolean(where, "bias", bias);
  expectOneOf(where, "states", states, ["last", "all"]);
  if (padding !== "none") expectNumber(where, "padding", padding);
  expectBelowOne(where, "dropout", dropout);
  expectBelowOne(where, "recurrentDropout", recurrentDropout);
  const outputs = gates.count * units;
  // as PyTorch begins: between -1 / sqrt(units) and its opposite, all arrays
  const fanIn = units;
  const biased = (own: boolean) => (bias && own ? { bias: { shape: [outputs], fanIn } } : {});

  const run = (
    x: Tensor,
    pass: LayerPass,
    { lengths: given, start }: NonNullable<Parameters<RecurrentLayer["unroll"]>[2]> = {},
  ): Passed => {
    if (pass.reapplied !== "sameWeights")
      throw new Error(`${where}: the noise draws weights anew at each step, and its steps share them; expected shared noise or flipout`);
    expectSequences(where, x, inputs);
    const steps = x.shape[x.shape.length - 2]!;
    const lengths = given ? Int32Array.from(given) : padding === "none" ? undefined : sequenceLengths(x, padding);
    const filler = given === undefined ? padding : "none";
    if (lengths) expectLengths(where, lengths, { sequences: x.size / (steps * inputs), steps, filler });
    const longest = lengths ? lengths.reduce((most, length) => Math.max(most, length), 1) : steps;
    const unequal = lengths?.some((length) => length < longest) ? lengths : undefined;
    const masks = { input: sequenceMask(pass, dropout, "input"), state: sequenceMask(pass, recurrentDropout, "recurrent") };
    const projected = pass.apply(masks.input.steps(stepsFirst(firstSteps(x, longest))), "input");
    const of = [...projected.shape.slice(0, -3), projected.shape[projected.shape.length - 2]!, units];
    const shared = pass.weights?.("recurrent");
    if (!shared)
      return stepByStep(gates, { projected, pass, mask: masks.state.step, start: start ?? gates.start(zeros(of)), lengths: unequal });
    const mask = masks.state.of(of);
    return gates.steps(projected, shared.weight, {
      ...(shared.bias && { bias: shared.bias }),
      ...(mask && { mask }),
      ...(unequal && { lengths: integers(unequal, x.shape.slice(0, -2)) }),
      ...start,
    });
  };

  return {
    kind: where,
    maps: {
      input: { map: allStepsMap, weight: { shape: [inputs, outputs], fanIn }, ...biased(true) },
      recurrent: { map: denseMap, weight: { shape: [units, outputs], fanIn }, ...biased(gates.recurrentBias) },
    },
    drops: dropout > 0 || recurrentDropout > 0,
    keepsZeros: false,
    unroll(x, pass, given) {
      const passed = run(x, pass, given);
      return { states: unstack(passed.states, -3), last: passed.last };
    },
    forward(x, pass) {
      const passed = run(x, pass);
      return states === "last" ? passed.last.state : allStates(passed.states, x.shape[x.shape.length - 2]!);
    },
    toJSON: () => ({ kind: where, inputs, units, bias, states, padding, dropout, recurrentDropout }),
  };
}

/** A step after the other, where each example has weights of its own, or the layer is not to know them. */
function stepByStep(
  gates: Gates,
  work: {
    readonly projected: Tensor;
    readonly pass: LayerPass;
    readonly mask: (state: Tensor) => Tensor;
    readonly start: Carried;
    readonly lengths: Int32Array | undefined;
  },
): Passed {
  const { projected, pass, mask, lengths } = work;
  let carried = work.start;
  const behind = unstack(projected, -3).map((input) => {
    carried = gates.step(input, pass.apply(mask(carried.state), "recurrent"), carried);
    return carried;
  });
  const all = behind.map(({ state }) => state);
  const cells = behind.flatMap(({ cell }) => cell ?? []);
  const last = lengths ? { state: atLengths(all, lengths), ...(cells.length > 0 && { cell: atLengths(cells, lengths) }) } : carried;
  return { states: stackedStates(all, lengths), last };
}

function expectSequences(where: string, x: Tensor, inputs: number): void {
  const { shape, dtype } = x;
  if (dtype !== "float32" || shape.length < 3 || shape.length > 4 || shape[shape.length - 1] !== inputs)
    throw new Error(`${where}: x is ${dtype} [${shape.join(", ")}], expected float32 [batch, steps, ${inputs}]`);
  if (shape[shape.length - 2] === 0)
    throw new Error(`${where}: x is [${shape.join(", ")}], sequences of length 0, expected a step or more`);
}

function expectLengths(
  where: string,
  lengths: Int32Array,
  { sequences, steps, filler }: { sequences: number; steps: number; filler: number | "none" },
): void {
  if (lengths.length !== sequences) throw new Error(`${where}: ${lengths.length} lengths, expected one for each of ${sequences} sequences`);
  for (const [sequence, length] of lengths.entries())
    if (length < 1 || length > steps) {
      const why = filler === "none" ? "" : ` (all its steps are the padding, ${filler})`;
      throw new Error(`${where}: sequence ${sequence} has length ${length}${why}, expected 1 to ${steps}`);
    }
}
