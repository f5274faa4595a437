import type { Model, Posterior, TrainingProgress } from "credence";
import type { FitRequest, Fitted, Progress, ReadyFit, TraceRow } from "../experiment.ts";
import type { Artifacts } from "./artifacts.ts";
import { type LongWorkDependencies, longWork } from "./long-work.ts";

export interface FitDependencies extends LongWorkDependencies {
  readonly artifacts: Artifacts;
  readonly loadPosterior: (bytes: Uint8Array, options?: { readonly model: Model }) => Promise<Posterior>;
  /** Told of every finished fit, and its artifact's name. */
  readonly onFitted?: (name: string, request: FitRequest, posterior: Posterior) => Promise<void>;
}

/** A fit, and before it the one that it starts from, if it names one: that network is given back at the end. */
export async function* fit(request: FitRequest, dependencies: FitDependencies): AsyncGenerator<Progress, Fitted, void> {
  const { from, ...own } = request;
  if (from === undefined) return yield* fitAlone(own, dependencies);
  if (!("problem" in from)) return yield* fitAlone({ ...own, from }, dependencies);
  const { posterior } = yield* fit(from, dependencies);
  try {
    return yield* fitAlone({ ...own, from: posterior }, dependencies);
  } finally {
    posterior.dispose();
  }
}

/**
 * Trains, or goes on from a checkpoint, or loads the finished artifact: long work whose result is a posterior and a trace. A row of the
 * trace is taken once per epoch and travels in the checkpoint.
 */
async function* fitAlone(request: ReadyFit, dependencies: FitDependencies): AsyncGenerator<Progress, Fitted, void> {
  const { label, method, problem, key, from, validation, afterEpoch } = request;
  const start = { ...(from ? { from } : {}), ...(validation ? { validation } : {}) };
  const { artifacts, loadPosterior } = dependencies;
  const name = await artifacts.nameOf(request);
  const trace: TraceRow[] = [];
  let tracedEpoch = 0;
  const fitted = yield* longWork<TrainingProgress, Posterior, Fitted>(
    {
      label,
      name,
      async load(): Promise<Fitted | undefined> {
        const finished = await artifacts.load(name);
        return finished && { posterior: await loadPosterior(finished.posterior, problem), trace: finished.trace };
      },
      place: (epochs) => `epoch ${epochs}`,
      start(checkpoint) {
        for (const row of checkpoint?.trace ?? []) trace.push(row);
        tracedEpoch = checkpoint?.done ?? 0;
        return method.fit(problem, key, { ...start, ...(checkpoint ? { resume: checkpoint.state } : {}) });
      },
      async afterStep(step) {
        if (step.epoch <= tracedEpoch) return;
        tracedEpoch = step.epoch;
        const row = await afterEpoch?.(step.epoch, () => step.posterior());
        if (row) trace.push({ epoch: step.epoch, ...row });
      },
      checkpoint: async (step) => ({ done: tracedEpoch, trace, state: await step.checkpoint() }),
      progress: ({ step, steps, complexity, negativeLogLikelihood }) => ({
        done: step,
        total: steps,
        unit: "steps",
        complexity,
        negativeLogLikelihood,
      }),
      async finish(posterior) {
        await artifacts.save(name, label, { posterior: await posterior.save(), trace });
        return { posterior, trace };
      },
    },
    dependencies,
  );
  await dependencies.onFitted?.(name, request, fitted.posterior);
  return fitted;
}
