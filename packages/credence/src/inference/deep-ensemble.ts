import type { Model } from "../model/model.ts";
import { bytesOf, wordsOf } from "../saving/bytes-as-words.ts";
import { headerOf } from "../saving/header.ts";
import { decodeSafetensors, encodeSafetensors } from "../saving/safetensors.ts";
import { expectWhole } from "../settings.ts";
import { ensemblePosterior } from "./ensemble-posterior.ts";
import type { Inference, TrainingProgress } from "./inference.ts";
import { loadPoint } from "./load-point.ts";
import { type MapOptions, map } from "./map.ts";
import type { Posterior } from "./posterior.ts";

/** Settings of a deep ensemble: how many members, and how each is trained. */
export interface DeepEnsembleOptions extends MapOptions {
  readonly members: number;
}

/**
 * Independently trained networks as equally likely functions.
 * @throws for members that are no whole number from 1
 * @see lakshminarayanan2017
 */
export function deepEnsemble({ members, ...options }: DeepEnsembleOptions): Inference {
  expectWhole("deepEnsemble", "members", members);
  return {
    name: "deepEnsemble",
    async *fit(problem, key, { resume } = {}) {
      const trained: Posterior[] = [];
      let seen = false;
      try {
        const { finished, current } = resume ? unpack(resume) : { finished: [] };
        if (finished.length > members)
          throw new Error(`deepEnsemble: the checkpoint has ${finished.length} finished members, expected ${members} or fewer`);
        for (const bytes of finished) trained.push(loadPoint(bytes));
        for (let inner = current; trained.length < members; inner = undefined) {
          const training = map(options).fit(problem, key.child("member").child(trained.length), inner ? { resume: inner } : {});
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
  };
}

// A member's progress as a part of the ensemble's.
function memberProgress(
  progress: TrainingProgress,
  { members, trained, model }: { members: number; trained: readonly Posterior[]; model: Model },
): TrainingProgress {
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

// Files inside a file: bytes ride as int32 words, their true lengths in the header.
function pack({ finished, current }: EnsembleState): Uint8Array {
  const files = current ? [...finished, current] : finished;
  return encodeSafetensors({
    metadata: {
      credence: JSON.stringify({ checkpoint: "deepEnsemble", lengths: files.map((bytes) => bytes.length), finished: finished.length }),
    },
    arrays: new Map(files.map((bytes, i) => [String(i), { shape: [Math.ceil(bytes.length / 4)], values: wordsOf(bytes) }])),
  });
}

function unpack(bytes: Uint8Array): EnsembleState {
  const { metadata, arrays } = decodeSafetensors(bytes);
  const header = headerOf("deepEnsemble", metadata.credence);
  if (header.checkpoint !== "deepEnsemble") throw new Error(`deepEnsemble: the checkpoint is of "${header.checkpoint}"`);
  const files = (header.lengths as number[]).map((length, i) => bytesOf(arrays.get(String(i))!.values as Int32Array, length));
  const finished = files.slice(0, header.finished);
  const current = files[header.finished];
  return current ? { finished, current } : { finished };
}
