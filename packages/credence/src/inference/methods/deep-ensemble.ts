import type { Key } from "@credence/tensor";
import type { Model } from "../../model/model.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { packFiles, unpackFiles } from "../../saving/packed-files.ts";
import { expectOptions, expectWhole } from "../../settings.ts";
import { expectFitArguments, type FitOptions, type Inference, type Problem, type TrainingProgress } from "../inference.ts";
import { ensemblePosterior } from "../posteriors/ensemble-posterior.ts";
import { loadPoint } from "../posteriors/load-point.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import { warnOnConsole } from "../training/scale-warning.ts";
import { type MapOptions, map, mapOptionNames } from "./map.ts";

/** Settings of a deep ensemble: how many members, and how each is trained. */
export interface DeepEnsembleOptions extends MapOptions {
  /** Networks trained, one after the other. */
  readonly members: number;
}

/**
 * Independently trained networks as equally likely functions.
 * @throws for members that are no whole number from 1
 * @see lakshminarayanan2017
 */
export function deepEnsemble(settings: DeepEnsembleOptions): Inference {
  expectOptions("deepEnsemble", settings, { ...mapOptionNames, members: true });
  const { members, ...options } = settings;
  expectWhole("deepEnsemble", "members", members);
  // settings out of range are refused now, not when a member is trained
  const { toJSON } = map(options);
  return {
    name: "deepEnsemble",
    async *fit<P extends Predictive>(problem: Problem<P>, key: Key, given: FitOptions = {}) {
      expectFitArguments("deepEnsemble", problem, key, given);
      const { resume, onWarning = warnOnConsole, ...others } = given;
      const fitOptions = { ...others, onWarning: once(onWarning) };
      const trained: Posterior<P>[] = [];
      let seen = false;
      try {
        const { finished, current } = resume ? unpack(resume) : { finished: [] };
        if (finished.length > members)
          throw new Error(`deepEnsemble: the checkpoint has ${finished.length} finished members, expected ${members} or fewer`);
        for (const bytes of finished) trained.push(loadPoint(bytes, problem.model));
        for (let inner = current; trained.length < members; inner = undefined) {
          const training = map(options).fit(
            problem,
            key.child("member").child(trained.length),
            inner ? { ...fitOptions, resume: inner } : fitOptions,
          );
          try {
            for (;;) {
              const next = await training.next();
              if (next.done) {
                trained.push(next.value);
                break;
              }
              seen = true;
              yield memberProgress(next.value, { members, trained, model: problem.model });
            }
          } finally {
            // a fit stopped between members still gives its optimiser's arrays back
            await training.return(undefined as never);
          }
        }
      } catch (error) {
        // nobody has been shown the members of the checkpoint, so nobody else gives them back
        if (!seen) for (const member of trained) member.dispose();
        throw error;
      }
      return ensemblePosterior(problem.model, trained);
    },
    toJSON: () => ({ ...toJSON(), name: "deepEnsemble", members }),
  };
}

/** Every message once: members are fitted to the same data. */
function once(tell: (message: string) => void): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (!said.has(message)) tell(message);
    said.add(message);
  };
}

// A member's progress as a part of the ensemble's.
function memberProgress<P extends Predictive>(
  progress: TrainingProgress<P>,
  { members, trained, model }: { members: number; trained: readonly Posterior<P>[]; model: Model<P> },
): TrainingProgress<P> {
  const finished = [...trained];
  return {
    ...progress,
    step: progress.step + finished.length * progress.steps,
    steps: members * progress.steps,
    epoch: progress.epoch + finished.length * progress.epochs,
    epochs: members * progress.epochs,
    checkpoint: async () =>
      pack({ finished: await Promise.all(finished.map((member) => member.save())), current: await progress.checkpoint() }),
    posterior: () => ensemblePosterior(model, [...finished, progress.posterior()]),
  };
}

interface EnsembleState {
  readonly finished: readonly Uint8Array[];
  readonly current?: Uint8Array;
}

function pack({ finished, current }: EnsembleState): Uint8Array {
  return packFiles({ checkpoint: "deepEnsemble", finished: finished.length }, current ? [...finished, current] : finished);
}

function unpack(bytes: Uint8Array): EnsembleState {
  const { header, files } = unpackFiles("deepEnsemble", bytes);
  if (header.checkpoint !== "deepEnsemble") throw new Error(`deepEnsemble: the checkpoint is of "${header.checkpoint}"`);
  const finished = files.slice(0, header.finished as number);
  const current = files[finished.length];
  return current ? { finished, current } : { finished };
}
