import type { Progress } from "../experiment.ts";
import type { Host, Storage } from "../host.ts";
import { type Checkpoint, openCheckpoints } from "./checkpoints.ts";
import { interrupted } from "./interrupted.ts";

/** What long work asks of its run. */
export interface LongWorkDependencies {
  readonly host: Host;
  /** The run's folder, for checkpoints. */
  readonly storage: Storage;
  readonly signal: AbortSignal;
  readonly checkpointSeconds: number;
  readonly onMessage: (line: string) => void;
  /** After a checkpoint was written: the moment to note the time spent. */
  readonly onCheckpoint: () => Promise<void>;
  /** Told of the artifact of every computation, and whether it was there. */
  readonly onArtifact?: (name: string, how: "made" | "found") => void;
}

/** A fit or another computation that ends as an artifact: its steps make something, of which `finish` keeps a value. */
export interface LongWork<Step, Made, Value> {
  /** What messages and the progress bar say. */
  readonly label: string;
  /** Of the artifact it becomes. */
  readonly name: string;
  /** The finished artifact, where there is one. */
  load(): Promise<Value | undefined>;
  /** "epoch 3": where a checkpoint stands. */
  place(done: number): string;
  start(checkpoint: Checkpoint | undefined): AsyncGenerator<Step, Made, void>;
  /** After each step, before it may be saved. */
  afterStep?(step: Step): Promise<void>;
  /** Everything needed to go on after this step and end with the same value. */
  checkpoint(step: Step): Promise<Checkpoint>;
  progress(step: Step): Omit<Progress, "label">;
  /** Saves the artifact. */
  finish(made: Made): Promise<Value>;
}

/**
 * Works, or goes on from a checkpoint, or loads the finished artifact. When checkpoints are written depends on the clock; the value does
 * not, as a checkpoint only reads the state.
 *
 * @throws Interrupted after `signal`, with a checkpoint written
 */
export async function* longWork<Step, Made, Value>(
  work: LongWork<Step, Made, Value>,
  { host, storage, signal, checkpointSeconds, onMessage, onCheckpoint, onArtifact }: LongWorkDependencies,
): AsyncGenerator<Progress, Value, void> {
  const { label, name } = work;
  const checkpoints = openCheckpoints(storage, name.slice(0, 16), { host, onMessage });

  const finished = await work.load();
  if (finished !== undefined) {
    // Left behind where the run ended between writing the artifact and clearing them.
    await checkpoints.clear();
    onArtifact?.(name, "found");
    return finished;
  }

  const checkpoint = await checkpoints.load();
  if (checkpoint) onMessage(`${label}: going on from the checkpoint after ${work.place(checkpoint.done)}`);
  let savedAt = host.now();
  const working = work.start(checkpoint);
  const save = async (step: Step): Promise<void> => {
    await checkpoints.save(await work.checkpoint(step));
    await onCheckpoint();
    savedAt = host.now();
    if (!signal.aborted) return;
    await working.return(undefined as never);
    throw interrupted();
  };
  for (;;) {
    const next = await working.next();
    if (next.done) {
      const value = await work.finish(next.value);
      await checkpoints.clear();
      onArtifact?.(name, "made");
      return value;
    }
    const step = next.value;
    await work.afterStep?.(step);
    if (signal.aborted || host.now() - savedAt >= checkpointSeconds) await save(step);
    yield { label, ...work.progress(step) };
    // The signal may have come while the progress was told: a fit inside this work would see it first, and this step would be lost.
    if (signal.aborted) await save(step);
  }
}
