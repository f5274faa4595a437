import { describe, describeList } from "./describe.ts";
import type { Shape } from "./types.ts";

export const sizeOf = (shape: Shape): number => {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i]!;
  return size;
};

/** @throws for a shape that is no list of whole numbers from 0 */
export function expectShape(operation: string, shape: Shape): void {
  if (!Array.isArray(shape)) throw new Error(`${operation}: shape is ${describe(shape)}, expected an array of whole numbers from 0`);
  for (let i = 0; i < shape.length; i++) {
    const n = shape[i]!;
    if (!Number.isInteger(n) || n < 0) throw new Error(`${operation}: shape is ${showShape(shape)}, expected whole numbers from 0`);
  }
}

export const showShape = (shape: Shape): string => describeList(shape);

export const sameShape = (a: Shape, b: Shape): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};

/** The shape two arrays share after broadcasting, by NumPy's rule: axes align from the last, sizes agree or one of them is 1. */
export function broadcastShape(operation: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const m = a[a.length - i] ?? 1;
    const n = b[b.length - i] ?? 1;
    if (m !== n && m !== 1 && n !== 1) throw new Error(`${operation}: shapes ${showShape(a)} and ${showShape(b)} do not broadcast`);
    shape[rank - i] = m === 1 ? n : m;
  }
  return shape;
}

/** A negative axis counts from the end. */
export function resolveAxis(operation: string, axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= rank)
    throw new Error(`${operation}: axis ${describe(axis)}, expected ${-rank} to ${rank - 1}`);
  return resolved;
}
