import { type Kernel, kernels } from "./kernels.ts";
import { INPUT_BYTES, type Job, selfTestJobs } from "./self-test-jobs.ts";
import { instantiate, type KernelExports } from "./worker-message.ts";

// assembly/threads.ts and assembly/arguments.ts
const JOB = 64;
const FLOATS = JOB + 192;
const SCRATCH = 65536;
const INPUTS = SCRATCH + 2 * 2 ** 20;
const PAGES = 64;

interface Bench {
  readonly exports: KernelExports;
  readonly words: Int32Array;
  readonly floats: Float32Array;
}

// A memory of its own with the same inputs in each: values in [-2, 2) from a linear congruential generator (Numerical Recipes).
function benchOf(module: WebAssembly.Module): Bench {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: 65536, shared: true });
  const exports = instantiate(module, memory, () => () => {});
  exports.setThreadScratch(SCRATCH);
  const floats = new Float32Array(memory.buffer);
  let state = 1;
  for (let i = INPUTS >> 2; i < (INPUTS + INPUT_BYTES) >> 2; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    floats[i] = state / 2 ** 30;
  }
  return { exports, words: new Int32Array(memory.buffer), floats };
}

function perform({ exports, words, floats }: Bench, { kernel, chunks, ints, floats: values }: Job): void {
  words.set(ints, JOB >> 2);
  floats.set(values, FLOATS >> 2);
  for (let chunk = 0; chunk < chunks; chunk++) exports.run(kernels[kernel], JOB, chunk);
}

/** The first kernel whose results in the wide module are not, bit by bit, those of the relaxed one; null where all are. */
export function differenceFromRelaxed(wide: WebAssembly.Module, relaxed: WebAssembly.Module): Kernel | null {
  const [one, other] = [benchOf(wide), benchOf(relaxed)];
  for (const job of selfTestJobs(INPUTS, PAGES * 65536)) {
    perform(one, job);
    perform(other, job);
    for (let i = job.output >> 2; i < job.end >> 2; i++) if (one.words[i] !== other.words[i]) return job.kernel;
  }
  return null;
}

/**
 * How many times as long as 4 x 4 tiles, which stay on 128 bits, tiles of 16 columns may take for four times the arithmetic: 1.0 was measured where
 * their operations are joined, 2.8 where they are not.
 */
const LONGEST = 1.4;
const [ROWS, DEPTH] = [64, 384];
/** A machine under load may need many tries until one of each runs undisturbed; otherwise the fewest are enough, a millisecond. */
const [FEWEST_TRIES, MOST_TRIES, LONGEST_TRIAL_MS] = [20, 400, 500];

/** Whether V8 joined the operations of the tiles: measured by a clock in milliseconds, since nothing else tells. */
export function widensTiles(wide: WebAssembly.Module, now: () => number): boolean {
  const bench = benchOf(wide);
  const packed = INPUTS;
  const b = packed + 4 * ROWS * DEPTH;
  const c = b + 4 * 16 * DEPTH;
  const time = (n: number): number => {
    const ints = [packed, b, c, ROWS, n, DEPTH, n, n, 0, 0, 0, 0, ROWS, 1, 1, 0, 0, 0];
    const start = now();
    perform(bench, { kernel: "multiply", chunks: 1, ints, floats: [], output: c, end: c });
    return now() - start;
  };
  let [wideTile, narrowTile] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const start = now();
  for (let tries = 1; tries <= MOST_TRIES && now() - start < LONGEST_TRIAL_MS; tries++) {
    wideTile = Math.min(wideTile, time(16));
    narrowTile = Math.min(narrowTile, time(4));
    if (tries >= FEWEST_TRIES && wideTile < LONGEST * narrowTile) return true;
  }
  return wideTile < LONGEST * narrowTile;
}
