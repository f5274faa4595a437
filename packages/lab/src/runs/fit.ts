import type { Posterior } from "credence";
import type { FitRequest, Fitted, Progress, TraceRow } from "../experiment.ts";
import type { Host, Storage } from "../host.ts";
import type { Artifacts } from "./artifacts.ts";
import { openCheckpoints } from "./checkpoints.ts";
import { interrupted } from "./interrupted.ts";

export interface FitDependencies {
  readonly host: Host;
  /** The run's folder, for checkpoints. */
  readonly storage: Storage;
  readonly artifacts: Artifacts;
  readonly loadPosterior: (bytes: Uint8Array) => Promise<Posterior>;
  readonly signal: AbortSignal;
  readonly checkpointSeconds: number;
  readonly onMessage: (line: string) => void;
  /** After a checkpoint was written: the moment to note the time spent. */
  readonly onCheckpoint: () => Promise<void>;
}

/**
 * Trains, or goes on from a checkpoint, or loads the finished artifact.
 *
 * When checkpoints are written depends on the clock; the result does not: a checkpoint only reads the state, and a
 * row of the trace is taken once per epoch and travels in the checkpoint.
 */
export async function* fit(request: FitRequest, dependencies: FitDependencies): AsyncGenerator<Progress, Fitted, void> {
  const { label, method, problem, key, afterEpoch } = request;
  const { host, storage, artifacts, loadPosterior, signal, checkpointSeconds, onMessage, onCheckpoint } = dependencies;
  const name = await artifacts.nameOf(request);
  const checkpoints = openCheckpoints(storage, name.slice(0, 16), { host, onMessage });

  const finished = await artifacts.load(name);
  if (finished) {
    // Left behind where the run ended between writing the artifact and clearing them.
    await checkpoints.clear();
    return { posterior: await loadPosterior(finished.posterior), trace: finished.trace };
  }

  const checkpoint = await checkpoints.load();
  if (checkpoint) onMessage(`${label}: going on from the checkpoint after epoch ${checkpoint.epoch}`);
  const trace: TraceRow[] = [...(checkpoint?.trace ?? [])];
  let tracedEpoch = checkpoint?.epoch ?? 0;
  let savedAt = host.now();

  const training = method.fit(problem, key, checkpoint ? { resume: checkpoint.state } : {});
  for (;;) {
    const next = await training.next();
    if (next.done) {
      const posterior = next.value;
      await artifacts.save(name, label, { posterior: await posterior.save(), trace });
      await checkpoints.clear();
      return { posterior, trace };
    }
    const step = next.value;
    if (step.epoch > tracedEpoch) {
      tracedEpoch = step.epoch;
      const row = await afterEpoch?.(step.epoch, () => step.posterior());
      if (row) trace.push({ epoch: step.epoch, ...row });
    }
    if (signal.aborted || host.now() - savedAt >= checkpointSeconds) {
      await checkpoints.save({ epoch: tracedEpoch, trace, state: await step.checkpoint() });
      await onCheckpoint();
      savedAt = host.now();
      if (signal.aborted) {
        await training.return(undefined as never);
        throw interrupted();
      }
    }
    yield {
      label,
      done: step.step,
      total: step.steps,
      unit: "steps",
      complexity: step.complexity,
      negativeLogLikelihood: step.negativeLogLikelihood,
    };
  }
}
