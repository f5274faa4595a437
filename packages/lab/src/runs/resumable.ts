import type { Json, Progress, ResumableRequest } from "../experiment.ts";
import type { Artifacts } from "./artifacts.ts";
import { plainJson } from "./json-text.ts";
import { type LongWorkDependencies, longWork } from "./long-work.ts";

export interface ResumableDependencies extends LongWorkDependencies {
  readonly artifacts: Artifacts;
}

/** Computes, or goes on from a checkpoint, or loads the finished artifact: long work whose result is plain values. */
export async function* resumable<Value extends Json>(
  request: ResumableRequest<Value>,
  dependencies: ResumableDependencies,
): AsyncGenerator<Progress, Value, void> {
  const { label, unit } = request;
  const { artifacts } = dependencies;
  const name = await artifacts.nameOfValue(request);
  return yield* longWork(
    {
      label,
      name,
      load: async () => (await artifacts.loadValue(name)) as Value | undefined,
      place: (done) => `${done} ${unit}`,
      start: (checkpoint) => request.start(checkpoint?.state),
      checkpoint: async (now) => ({ done: now.step, trace: [], state: await now.checkpoint() }),
      progress: ({ step: done, steps: total }) => ({ done, total, unit }),
      async finish(made) {
        const value = plainJson(made, label);
        await artifacts.saveValue(name, label, value);
        return value;
      },
    },
    dependencies,
  );
}
