import type { Json, Progress, ResumableRequest } from "../experiment.ts";
import type { Host, Storage } from "../host.ts";
import type { Artifacts } from "./artifacts.ts";
import { openCheckpoints } from "./checkpoints.ts";
import { interrupted } from "./interrupted.ts";
import { plainJson } from "./json-text.ts";

export interface ResumableDependencies {
  readonly host: Host;
  /** The run's folder, for checkpoints. */
  readonly storage: Storage;
  readonly artifacts: Artifacts;
  readonly signal: AbortSignal;
  readonly checkpointSeconds: number;
  readonly onMessage: (line: string) => void;
  /** After a checkpoint was written: the moment to note the time spent. */
  readonly onCheckpoint: () => Promise<void>;
}

/**
 * Computes, or goes on from a checkpoint, or loads the finished artifact: what `fit` is to trainings, for long work whose result is
 * plain values. When checkpoints are written depends on the clock; the value does not.
 */
export async function* resumable<Value extends Json>(
  request: ResumableRequest<Value>,
  { host, storage, artifacts, signal, checkpointSeconds, onMessage, onCheckpoint }: ResumableDependencies,
): AsyncGenerator<Progress, Value, void> {
  const { label, unit, start } = request;
  const name = await artifacts.nameOfValue(request);
  const checkpoints = openCheckpoints(storage, name.slice(0, 16), { host, onMessage });

  const finished = await artifacts.loadValue(name);
  if (finished !== undefined) {
    // Left behind where the run ended between writing the artifact and clearing them.
    await checkpoints.clear();
    return finished as Value;
  }

  const checkpoint = await checkpoints.load();
  if (checkpoint) onMessage(`${label}: going on from the checkpoint after ${checkpoint.epoch} ${unit}`);
  let savedAt = host.now();
  const computing = start(checkpoint?.state);
  for (;;) {
    const next = await computing.next();
    if (next.done) {
      const value = plainJson(next.value, label);
      await artifacts.saveValue(name, label, value);
      await checkpoints.clear();
      return value;
    }
    const { done, total } = next.value;
    if (signal.aborted || host.now() - savedAt >= checkpointSeconds) {
      await checkpoints.save({ epoch: done, trace: [], state: await next.value.checkpoint() });
      await onCheckpoint();
      savedAt = host.now();
      if (signal.aborted) {
        await computing.return(undefined as never);
        throw interrupted();
      }
    }
    yield { label, done, total, unit };
  }
}
