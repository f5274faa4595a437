import { badInput, interrupted, type Json, jsonText, type Progress, seal, unseal } from "@credence/lab";
import type { Key } from "@credence/tensor";
import { type Data, type Inference, loadPosterior, type Model, type Posterior, type TrainingProgress } from "credence";
import type { KeepOptions } from "./fit-options.ts";

/** What was measured after an epoch. */
export type EpochRow = {
  /** Epochs of this network, 1 after the first. */
  readonly epoch: number;
  /** Which network of an ensemble. */
  readonly network: number;
  /** Mean over the epoch's minibatches of the negative log-likelihood, nats per row of the scaled target. */
  readonly training: number;
  /** The same of the validation part, of the averaged prediction. */
  readonly validation: number;
};

/** A training, and where it is kept. */
export interface TrainingRequest {
  readonly label: string;
  readonly model: Model;
  readonly method: Inference;
  readonly networks: number;
  readonly data: Data;
  readonly validation: Data;
  readonly key: Key;
  readonly keep: KeepOptions | undefined;
  /** Names what is kept of this fit. */
  readonly identity: string;
  readonly onProgress: (progress: Progress) => void;
}

/** Names what is kept of a fit: other data, another target or another option makes another. */
export async function identityOf(keep: KeepOptions | undefined, told: object): Promise<string> {
  if (!keep) return "";
  const text = jsonText({ data: keep.identity, ...(JSON.parse(JSON.stringify(told)) as { [name: string]: Json }) });
  return (await keep.host.sha256(new TextEncoder().encode(text))).slice(0, 16);
}

/** A finished training. */
export interface Trained {
  readonly posterior: Posterior;
  readonly curve: readonly EpochRow[];
}

/**
 * Trains, or takes what was kept: a finished training as it is, an unfinished one from its last checkpoint, which ends with the same bits.
 * @throws Interrupted once a checkpoint is written, BadInput where training leaves the finite numbers
 */
export async function trained(request: TrainingRequest): Promise<Trained> {
  const { label, model, keep, identity } = request;
  const name = `${identity}-${label.replaceAll(/\W+/g, "-")}`;
  const finished = await kept(keep, `${name}.posterior`);
  if (finished) return { posterior: await loadPosterior(finished.body, { model }), curve: finished.header };
  const before = await kept(keep, `${name}.checkpoint`);
  const result = await train(request, { name, before });
  await put(keep, `${name}.posterior`, { header: result.curve, body: await result.posterior.save() });
  await keep?.storage.remove(`${name}.checkpoint`);
  return result;
}

interface Kept {
  readonly header: readonly EpochRow[];
  readonly body: Uint8Array;
}

async function kept(keep: KeepOptions | undefined, name: string): Promise<Kept | undefined> {
  const bytes = await keep?.storage.read(name);
  if (!keep || !bytes) return undefined;
  const opened = await unseal(bytes, keep.host);
  // what cannot be trusted is computed again
  return "fault" in opened ? undefined : { header: opened.header as readonly EpochRow[], body: opened.body };
}

async function put(keep: KeepOptions | undefined, name: string, { header, body }: Kept): Promise<void> {
  await keep?.storage.write(name, await seal({ header, body }, keep.host));
}

async function train(request: TrainingRequest, { name, before }: { name: string; before: Kept | undefined }): Promise<Trained> {
  const { label, method, model, data, validation, key, keep, networks, onProgress } = request;
  const curve: EpochRow[] = [...(before?.header ?? [])];
  // standardised columns may hold a few rare values, which a fit would warn of
  const options = { validation, onWarning: () => {}, ...(before ? { resume: before.body } : {}) };
  const fit = method.fit({ model, data }, key, options);
  let writtenAt = keep?.host.now() ?? 0;
  let losses: number[] = [];
  const checkpoint = async (progress: TrainingProgress) =>
    put(keep, `${name}.checkpoint`, { header: curve, body: await progress.checkpoint() });
  try {
    for (;;) {
      const next = await fit.next();
      if (next.done) return { posterior: next.value, curve };
      const progress = next.value;
      losses.push(progress.negativeLogLikelihood);
      const { validation: score } = progress.metrics ?? {};
      if (score !== undefined) {
        const perNetwork = progress.epochs / networks;
        const network = Math.floor((progress.epoch - 1) / perNetwork);
        const training = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
        curve.push({ epoch: progress.epoch - network * perNetwork, network, training, validation: score });
        losses = [];
        onProgress({ label, done: progress.step, total: progress.steps, unit: "steps", negativeLogLikelihood: score });
        await keep?.pause?.();
        // between epochs, so that the curve has whole epochs
        if (keep?.signal?.aborted) {
          await checkpoint(progress);
          throw interrupted();
        }
        if (keep && keep.host.now() - writtenAt > (keep.everySeconds ?? 20)) {
          await checkpoint(progress);
          writtenAt = keep.host.now();
        }
      }
    }
  } catch (error) {
    if (error instanceof Error && error.message.includes("the objective is"))
      throw badInput(
        `the training left the finite numbers (${label}): look for extreme values among the columns, or try a smaller network with --budget thorough`,
      );
    throw error;
  } finally {
    await fit.return(undefined as never);
  }
}
