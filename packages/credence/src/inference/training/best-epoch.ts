import type { Predictive } from "../../predictive/predictive.ts";
import { packFiles, unpackFiles } from "../../saving/packed-files.ts";
import type { Problem, TrainingProgress } from "../inference.ts";
import { loadPosterior } from "../posteriors/load-posterior.ts";
import type { Posterior } from "../posteriors/posterior.ts";

type Fit<P extends Predictive> = AsyncGenerator<TrainingProgress<P>, Posterior<P>, void>;

/** What makes an epoch the best, and how long a better one is waited for. */
export interface BestEpochOptions<P extends Predictive> {
  /** Names the wrapped training in checkpoints. */
  readonly name: string;
  /** What is fitted. */
  readonly problem: Problem<P>;
  /** Asked after the last step of each epoch; lower is better, of equals the later epoch. NaN is never the best. */
  readonly score: (progress: TrainingProgress<P>) => number | Promise<number>;
  /** Epochs in a row without a lower score after which training ends; Infinity waits to the end. */
  readonly patience: number;
  /** A checkpoint of the wrapped training. @default none: from the start */
  readonly resume?: Uint8Array | undefined;
}

interface Best<P extends Predictive = Predictive> {
  readonly score: number;
  readonly posterior: Posterior<P>;
}

/**
 * A training that ends with the posterior of its best epoch. Its steps and reports are those of the training inside, bit for bit; only
 * `posterior()` is the best so far, and lives until an epoch is better: before the first epoch ends it is the current one, whoever asks for it
 * gives it back.
 */
export async function* bestEpochOf<P extends Predictive>(
  start: (resume?: Uint8Array) => Fit<P>,
  { name, problem, score, patience, resume }: BestEpochOptions<P>,
): Fit<P> {
  const before = resume ? unpack(name, resume) : undefined;
  let epoch = before?.epoch ?? 0;
  let improved = before?.improved ?? 0;
  let best: Best<P> | undefined = before?.best && {
    score: before.best.score,
    posterior: await loadPosterior(before.best.posterior, problem),
  };
  let shown: Posterior<P> | undefined;
  let shownCurrent = false;
  let done = false;
  let current: TrainingProgress<P> | undefined;
  let running = false;
  const training = start(before?.training);
  try {
    while (!(best && epoch - improved >= patience)) {
      running = false;
      const next = await training.next();
      running = !next.done;
      if (next.done) {
        done = true;
        if (!best) return next.value;
        next.value.dispose();
        break;
      }
      const progress = next.value;
      current = progress;
      if (progress.epoch > epoch) {
        epoch = progress.epoch;
        const value = await score(progress);
        if (best === undefined || value < best.score) improved = epoch;
        if (value <= (best?.score ?? Number.POSITIVE_INFINITY)) {
          const copy = await loadPosterior(await progress.posterior().save(), problem);
          best?.posterior.dispose();
          best = { score: value, posterior: copy };
        }
      }
      const now = { epoch, improved, best };
      yield {
        ...progress,
        checkpoint: async () => pack(name, { ...now, training: await progress.checkpoint() }),
        posterior() {
          if (now.best) return (shown = now.best.posterior);
          shownCurrent = true;
          return progress.posterior();
        },
      };
    }
    shown = best!.posterior;
    return best!.posterior;
  } finally {
    // nobody has been shown them, so nobody else gives them back; copies are made while there is something to copy
    if (best && best.posterior !== shown) best.posterior.dispose();
    const copies = current?.copiesPosterior ?? false;
    if (copies && running && !shownCurrent) current!.posterior().dispose();
    await training.return(undefined as never);
    if (!copies && !done && !shownCurrent) current?.posterior().dispose();
  }
}

interface State<Kept> {
  readonly epoch: number;
  /** The last epoch with a lower score than all before it. */
  readonly improved: number;
  readonly best: Kept | undefined;
  readonly training: Uint8Array;
}

async function pack(name: string, { epoch, improved, best, training }: State<Best>): Promise<Uint8Array> {
  const header = { checkpoint: name, epoch, improved, ...(best ? { score: String(best.score) } : {}) };
  return packFiles(header, best ? [training, await best.posterior.save()] : [training]);
}

function unpack(name: string, bytes: Uint8Array): State<{ readonly score: number; readonly posterior: Uint8Array }> {
  const { header, files } = unpackFiles(name, bytes);
  if (header.checkpoint !== name) throw new Error(`${name}: the checkpoint is of "${header.checkpoint}"`);
  const { epoch, improved = epoch } = header as { readonly epoch: number; readonly improved?: number };
  const [training, posterior] = files as [Uint8Array, Uint8Array?];
  return { epoch, improved, best: posterior && { score: Number(header.score), posterior }, training };
}
