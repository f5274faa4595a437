import { packFiles, unpackFiles } from "../../saving/packed-files.ts";
import { nameOfFunction } from "../../settings.ts";
import type { Inference, TrainingProgress } from "../inference.ts";
import { loadPosterior } from "../posteriors/load-posterior.ts";
import type { Posterior } from "../posteriors/posterior.ts";

/** What makes an epoch the best. */
export interface KeepBestOptions {
  /** Asked after the last step of each epoch; lower is better, of equals the later epoch. NaN is never the best. */
  readonly score: (progress: TrainingProgress) => number | Promise<number>;
  /** What `score` measures, for the settings' JSON: "error on the validation set"; unless given, the function's own name. */
  readonly name?: string;
}

interface Best {
  readonly score: number;
  readonly posterior: Posterior;
}

/**
 * A method that gives the posterior of its best epoch instead of its last, as loops do that save a model whenever its score is the best so
 * far. Training itself goes on as without it, bit for bit; reports and steps are the method's own.
 *
 * `posterior()` of a step is the best so far, and lives until an epoch is better; before the first epoch ends it is the current one, whoever asks
 * for it gives it back. Score an epoch on data held out: by its training loss alone the best epoch is partly the luckiest. The epochs of a deep
 * ensemble run through its members: its best epoch may be an ensemble of the first few.
 *
 * @throws as the method, and what `score` throws
 * @example
 * keepBest(methods.map({ epochs: 20, batchSize: 64 }), { score: async ({ posterior }) => errorOn(validation, posterior()) })
 */
export const keepBest = (method: Inference, { score, name: scoreName }: KeepBestOptions): Inference => {
  const name = `keepBest(${method.name})`;
  return {
    name,
    async *fit(problem, key, { resume } = {}) {
      const before = resume ? unpack(name, resume) : undefined;
      let epoch = before?.epoch ?? 0;
      let best: Best | undefined = before?.best && {
        score: before.best.score,
        posterior: await loadPosterior(before.best.posterior, problem),
      };
      let shown: Posterior | undefined;
      let shownCurrent = false;
      let done = false;
      let current: (() => Posterior) | undefined;
      const training = method.fit(problem, key, before ? { resume: before.training } : {});
      try {
        for (;;) {
          const next = await training.next();
          if (next.done) {
            done = true;
            if (!best) return next.value;
            next.value.dispose();
            shown = best.posterior;
            return best.posterior;
          }
          const progress = next.value;
          current = progress.posterior;
          if (progress.epoch > epoch) {
            epoch = progress.epoch;
            const value = await score(progress);
            if (value <= (best?.score ?? Number.POSITIVE_INFINITY)) {
              const copy = await loadPosterior(await progress.posterior().save(), problem);
              best?.posterior.dispose();
              best = { score: value, posterior: copy };
            }
          }
          const now = best;
          yield {
            ...progress,
            checkpoint: async () => pack(name, { epoch, best: now, training: await progress.checkpoint() }),
            posterior() {
              if (now) return (shown = now.posterior);
              shownCurrent = true;
              return progress.posterior();
            },
          };
        }
      } finally {
        await training.return(undefined as never);
        // nobody has been shown them, so nobody else gives them back
        if (best && best.posterior !== shown) best.posterior.dispose();
        if (!done && !shownCurrent) current?.().dispose();
      }
    },
    toJSON: () => ({
      name: "keepBest",
      score: nameOfFunction("keepBest", "score", { of: score, name: scoreName }),
      method: method.toJSON(),
    }),
  };
};

interface State<Kept> {
  readonly epoch: number;
  readonly best: Kept | undefined;
  readonly training: Uint8Array;
}

async function pack(name: string, { epoch, best, training }: State<Best>): Promise<Uint8Array> {
  const header = { checkpoint: name, epoch, ...(best ? { score: String(best.score) } : {}) };
  return packFiles(header, best ? [training, await best.posterior.save()] : [training]);
}

function unpack(name: string, bytes: Uint8Array): State<{ readonly score: number; readonly posterior: Uint8Array }> {
  const { header, files } = unpackFiles(name, bytes);
  if (header.checkpoint !== name) throw new Error(`${name}: the checkpoint is of "${header.checkpoint}"`);
  const [training, posterior] = files as [Uint8Array, Uint8Array?];
  return { epoch: header.epoch as number, best: posterior && { score: Number(header.score), posterior }, training };
}
