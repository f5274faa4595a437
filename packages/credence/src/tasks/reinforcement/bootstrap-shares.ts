import { type Key, uniforms } from "@credence/tensor";
import type { Transitions } from "./transitions.ts";

/**
 * Which transitions each member of an ensemble learns from: each of them with the same probability, drawn by the transition's own number, so
 * that what is drawn does not depend on when it is asked for. A member that would have none has all.
 */
export function bootstrapShares(
  { members, share }: { readonly members: number; readonly share: number },
  key: Key,
): (transitions: Transitions, member: number) => ArrayLike<number> {
  /** Of the transition numbers looked at, by row: one byte for each member. */
  let kept = new Uint8Array(0);
  let seen = 0;
  return ({ buffer: { capacity, written, held } }, member) => {
    if (kept.length !== capacity * members) {
      kept = new Uint8Array(capacity * members);
      seen = 0;
    }
    // the transitions of an earlier checkpoint, or of another game
    if (written < seen) seen = 0;
    for (let number = Math.max(seen, written - held); number < written; number++) {
      const drawn = uniforms(key.child(number), members);
      for (let i = 0; i < members; i++) kept[(number % capacity) * members + i] = drawn[i]! < share ? 1 : 0;
    }
    seen = written;
    const rows: number[] = [];
    for (let row = 0; row < held; row++) if (kept[row * members + member] === 1) rows.push(row);
    return rows.length > 0 ? rows : Array.from({ length: held }, (_, row) => row);
  };
}
