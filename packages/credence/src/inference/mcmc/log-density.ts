import { scope, sum, type Tensor } from "@credence/tensor";
import { expectTensor } from "../../settings.ts";
import { doubles } from "./doubles.ts";
import { gradientsByCount } from "./gradients-by-count.ts";

/**
 * log p(q) up to a constant, nats, of the points of several chains at once; differentiable by q. A function of q alone: it is called once for each number
 * of points, and its operations are then repeated.
 * @shape q [points, dimensions] -> [points]
 */
export type LogDensity = (q: Tensor<"float32">) => Tensor;

/** A density at a point: log p(q) and its gradient. */
export interface DensityAt {
  /** log p(q), nats, up to a constant. */
  readonly logDensity: number;
  /** d log p / d q. */
  readonly gradient: Float64Array;
  /** log p(w) of the prior alone, where the density is a joint of one. */
  readonly logPrior?: number;
}

/** A density that is evaluated at several points in one pass. Positions are float64; the pass is the engine's, in float32. */
export interface Target {
  /** Numbers of a position. */
  readonly dimensions: number;
  evaluate(positions: readonly Float64Array[]): Promise<readonly DensityAt[]>;
  /** Frees what it keeps from one evaluation to the next. */
  dispose(): void;
}

/** The target that a function of arrays is. @throws, when evaluated, for values that are not one for each point */
export function targetOf(where: string, logDensity: LogDensity, dimensions: number): Target {
  const gradients = gradientsByCount((count) => ({
    shapes: [[count, dimensions]],
    body([q]) {
      const each = logDensity(q!);
      expectTensor(where, "what logDensity returns", each);
      if (each.shape.length !== 1 || each.shape[0] !== count)
        throw new Error(`${where}: logDensity returns [${each.shape.join(", ")}] for ${count} points, expected [${count}], one value each`);
      return { value: scope(() => sum(each)), extra: each };
    },
    extras: (each) => [each],
  }));
  return {
    dimensions,
    async evaluate(positions) {
      const at = gradients.of(positions.length).at([flattened(positions, dimensions)]);
      const [values, slopes] = [await at.extra.read(), await at.gradients[0]!.read()];
      return positions.map((_, i) => ({
        logDensity: values[i]!,
        gradient: inDoubles(slopes, i * dimensions, dimensions),
      }));
    },
    dispose: gradients.dispose,
  };
}

// loops: between number types the arrays' own from and set take several times as long

/** Positions one after the other, as the engine takes them. */
function flattened(positions: readonly Float64Array[], dimensions: number): Float32Array {
  const all = new Float32Array(positions.length * dimensions);
  for (const [i, position] of positions.entries()) for (let j = 0; j < dimensions; j++) all[i * dimensions + j] = position[j]!;
  return all;
}

function inDoubles(values: ArrayLike<number>, from: number, length: number): Float64Array {
  const part = doubles(length);
  for (let j = 0; j < length; j++) part[j] = values[from + j]!;
  return part;
}
