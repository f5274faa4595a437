import { type Key, uniforms } from "@credence/tensor";

const CHUNK = 64;

/** Uniform numbers in [0, 1), one after the other: as many as a transition happens to need. */
export function uniformStream(key: Key): () => number {
  let chunk = new Float32Array(0) as ArrayLike<number>;
  let used = 0;
  let chunks = 0;
  return () => {
    if (used === chunk.length) {
      chunk = uniforms(key.child(chunks++), CHUNK);
      used = 0;
    }
    return chunk[used++]!;
  };
}
