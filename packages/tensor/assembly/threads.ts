// One job at a time, cut into chunks that any thread may take. The ticket holds the job's generation (high word) and the
// chunks left (low word, offset by BIAS so that takers who come too late never borrow from the generation).
import { run } from "./index";

const TICKET: usize = 0; // i64
const GENERATION: usize = 4; // i32, the ticket's high word
const FINISHED: usize = 8; // i32, chunks done
const KERNEL: usize = 12;
const PARKED: usize = 16; // i32, workers asleep
const WORKERS: usize = 20; // i32, workers inside their loop
const POOL: usize = 24; // i32, number of the pool on duty; workers of another one leave
const TAKEN: usize = 28; // i32, chunks that workers took
export const JOB: usize = 64;
const BIAS: i32 = 0x40000000;
/** As long as waking a parked worker takes: some 90 us of half a nanosecond each. */
const SPINS: i32 = 200000;

let scratch: usize = 0;

/** This thread's private memory, for packed panels and blocks of noise. */
export function threadScratch(): usize {
  return scratch;
}

/** Bytes in front of it: a tile of the matrix product that waits to be merged into C, and a block of words on the way to normals. */
const TILE: usize = 256;
const WORDS: usize = 4096;

export function threadTile(): usize {
  return scratch - TILE;
}

export function threadWords(): usize {
  return scratch - TILE - WORDS;
}

export function setThreadScratch(at: usize): void {
  scratch = at + WORDS + TILE;
}

// Workers go up from the first chunk, the caller down from the last: what a thread wrote in one job it reads in the next, out of its own cache.
// Every ticket is one chunk at either end, so that they meet.

// @ts-ignore: decorator
@inline function isTaken(): bool {
  return <i32>atomic.sub<i64>(TICKET, 1) - BIAS <= 0;
}

// @ts-ignore: decorator
@inline function takeChunks(): void {
  while (!isTaken()) {
    run(load<i32>(KERNEL), JOB, atomic.add<i32>(TAKEN, 1));
    atomic.add<i32>(FINISHED, 1);
  }
}

/** Runs all chunks of the job whose arguments lie at JOB; returns when every chunk is done. Workers asleep stay so without `wake`. */
export function dispatch(kernel: i32, chunks: i32, wake: bool): void {
  store<i32>(KERNEL, kernel);
  atomic.store<i32>(FINISHED, 0);
  atomic.store<i32>(TAKEN, 0);
  const generation = atomic.load<i32>(GENERATION) + 1;
  atomic.store<i64>(TICKET, (<i64>generation << 32) | <i64>(BIAS + chunks));
  if (wake && atomic.load<i32>(PARKED) > 0) atomic.notify(GENERATION, -1);
  let last = chunks;
  while (!isTaken()) {
    run(kernel, JOB, --last);
    atomic.add<i32>(FINISHED, 1);
  }
  while (atomic.load<i32>(FINISHED) < chunks) {}
}

/** A worker's life: spin for the next job, sleep when none comes, leave when another pool is on duty. */
export function work(pool: i32): void {
  // counted before the pool is looked at: whoever changes the pool and then finds no worker counted knows that none will take a chunk
  atomic.add<i32>(WORKERS, 1);
  while (atomic.load<i32>(POOL) == pool) {
    const seen = atomic.load<i32>(GENERATION);
    takeChunks();
    let spins: i32 = 0;
    while (atomic.load<i32>(GENERATION) == seen) {
      if (++spins > SPINS) {
        atomic.add<i32>(PARKED, 1);
        atomic.wait<i32>(GENERATION, seen, -1);
        atomic.sub<i32>(PARKED, 1);
      }
    }
  }
  atomic.sub<i32>(WORKERS, 1);
}
