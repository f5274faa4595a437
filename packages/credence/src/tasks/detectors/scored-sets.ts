import type { Tensor } from "@credence/tensor";
import { expectForm, expectOptions } from "../../settings.ts";
import { expectInputs, type PreparedDetector } from "./detector.ts";

/** Inputs of the classes that were trained, and inputs of something else. Neither needs labels. */
export interface DetectionSets {
  /** [batch, ...], as those of training but not among them. */
  readonly inside: Tensor;
  /** [batch, ...], of the same shape. */
  readonly outside: Tensor;
}

/** Scores of both sets, one after the other, as `metrics` take them. */
export interface ScoredSets {
  /** High = outside. */
  readonly scores: Float32Array;
  /** 1 for outside, 0 for inside: outside is the positive class. */
  readonly outside: Uint8Array;
}

/**
 * What a detector says of both sets.
 * @throws in one line for a set that is empty or comes with labels, and for an outside set whose examples have another shape
 */
export async function scoredSets(detector: PreparedDetector, sets: DetectionSets): Promise<ScoredSets> {
  const where = "scoredSets";
  expectForm(where, "detector", detector, { methods: ["score"], expected: "a prepared detector: await detector.prepare(...)" });
  expectOptions<DetectionSets>(where, sets, { inside: true, outside: true });
  const { inside, outside } = sets;
  expectInputs(where, inside, { name: "the inside set", shape: inside?.shape?.slice(1) ?? [], of: "itself" });
  expectInputs(where, outside, { name: "the outside set", shape: inside.shape.slice(1), of: "the inside set" });
  const read: Float32Array[] = [];
  for (const x of [inside, outside]) {
    const scores = await detector.score(x);
    read.push(await scores.read());
    scores.dispose();
  }
  const [low, high] = read as [Float32Array, Float32Array];
  const scores = new Float32Array(low.length + high.length);
  scores.set(low);
  scores.set(high, low.length);
  return { scores, outside: new Uint8Array(scores.length).fill(1, low.length) };
}
