import { allocate, type DenseArray, view } from "../array.ts";
import { launch } from "../engine/engine.ts";
import { binary } from "./elementwise.ts";
import { multiplyMatrices } from "./matmul.ts";
import { lengthsStride, packPanels, type RecurrentPlaces, type StepSizes, stepSizes } from "./recurrent-steps.ts";
import { sumTo } from "./reductions.ts";

type Floats = DenseArray<"float32">;

interface Given {
  readonly inputs: readonly DenseArray[];
  /** Of all states, of the last, and of the last cell. */
  readonly gradients: readonly (Floats | undefined)[];
  readonly states: DenseArray;
  readonly places: RecurrentPlaces;
  needs(input: number): boolean;
}

/** Gradients of the inputs of `lstmSteps` and `gruSteps`: the steps backwards in one pass, then the products of all steps with one another in one. */
export function recurrentStepsGradient({ inputs, gradients, states, places, needs }: Given): readonly (Floats | undefined)[] {
  const [input, weight, gates, cells] = inputs as [DenseArray, DenseArray, DenseArray, DenseArray];
  const { kind } = places;
  const at = (name: Exclude<keyof RecurrentPlaces, "kind">) => (places[name] === undefined ? undefined : inputs[places[name]]);
  const sizes = stepSizes(kind, input);
  const { lead, draws, steps, batch, units, width, perChunk, perDraw } = sizes;
  const toInput = allocate(input.shape);
  // the parts of r and z are the same, that of n is not
  const toProduct = kind === "lstm" ? toInput : allocate(input.shape);
  const [toState, toCell] = [allocate([...lead, batch, units]), allocate([...lead, batch, units])];
  const packed = packPanels(weight, { transposed: true, k: width, n: units });
  launch(`${kind}StepsBackward`, draws * perDraw, [
    gates.address,
    packed.address,
    at("mask")?.address ?? 0,
    at("state")?.address ?? 0,
    at("cell")?.address ?? 0,
    at("lengths")?.address ?? 0,
    states.address,
    cells.address,
    gradients[0]?.address ?? 0,
    gradients[1]?.address ?? 0,
    gradients[2]?.address ?? 0,
    toInput.address,
    toProduct.address,
    toState.address,
    toCell.address,
    steps,
    batch,
    units,
    packed.stride,
    perChunk,
    perDraw,
    lengthsStride(at("lengths"), batch),
  ]);
  packed.release();
  const flows: (Floats | undefined)[] = inputs.map(() => undefined);
  flows[0] = toInput;
  if (needs(1)) flows[1] = sumTo(weightGradient({ states, flow: toProduct, mask: at("mask"), start: at("state") }, sizes), weight.shape);
  if (places.bias !== undefined && needs(places.bias)) {
    const summed = sumTo(view(toProduct, [draws, steps * batch, width]), [draws, 1, width]);
    flows[places.bias] = sumTo(view(summed, [...lead, width]), inputs[places.bias]!.shape);
  }
  if (places.state !== undefined) flows[places.state] = toState;
  if (places.cell !== undefined) flows[places.cell] = toCell;
  return flows;
}

/** sum over steps of (mask state before)' flow, of each draw. */
function weightGradient(
  { states, flow, mask, start }: { states: DenseArray; flow: Floats; mask: DenseArray | undefined; start: DenseArray | undefined },
  { lead, draws, steps, batch, units, width }: StepSizes,
): Floats {
  const dropped = (x: DenseArray, shape: readonly number[]) => (mask ? binary("multiply", x, view(mask, shape)) : x);
  const product = (before: DenseArray, { rows, stride, from }: { rows: number; stride: number; from: number }): Floats => {
    const dw = allocate([...lead, units, width]);
    multiplyMatrices({
      a: before.address,
      b: flow.address + from * width * 4,
      c: dw.address,
      m: units,
      n: width,
      k: rows,
      transposeA: true,
      transposeB: false,
      batch: draws,
      strideA: stride * units,
      strideB: steps * batch * width,
      strideC: units * width,
    });
    return dw;
  };
  // a step's flow meets the state of the step before
  const all = dropped(states, [...lead, 1, batch, units]);
  const ofSteps = product(all, { rows: (steps - 1) * batch, stride: steps * batch, from: batch });
  if (!start) return ofSteps;
  const ofStart = product(dropped(start, [...lead, batch, units]), { rows: batch, stride: batch, from: 0 });
  return binary("add", ofSteps, ofStart);
}
