import type { Key } from "@credence/tensor";
import type { Model } from "../../model/model.ts";
import type { Network } from "../../nn/network.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { packFiles, unpackFiles } from "../../saving/packed-files.ts";
import type { SettingsJson } from "../../settings.ts";
import { expectFitArguments, type FitOptions, type Inference, type Problem, type TrainingProgress } from "../inference.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import { warnOnConsole } from "./scale-warning.ts";

/** Fits of one method whose posteriors make one together. */
export interface Members {
  readonly name: string;
  /** Networks trained, one after the other. */
  readonly members: number;
  /** How each is trained. */
  readonly member: Inference;
  /** What a finished one saved, again. */
  load<P extends Predictive>(bytes: Uint8Array, model: Model<P>): Posterior<P>;
  /** All of them, which are then its own. */
  together<P extends Predictive>(model: Model<P>, members: readonly Posterior<P>[]): Posterior<P>;
  /** What of the settings is the member's. @throws for a function among them that has no name */
  settings(): SettingsJson;
}

/** Fits members one after the other, each under a key of its own; checkpoints hold those that are done and the one under way. */
export const membersInference = ({ name, members, member, load, together, settings }: Members): Inference => ({
  name,
  async *fit<P extends Predictive>(problem: Problem<P>, key: Key, given: FitOptions = {}) {
    expectFitArguments(name, problem, key, given);
    const { resume, onWarning = warnOnConsole, ...others } = given;
    const fitOptions = { ...others, onWarning: once(onWarning) };
    const trained: Posterior<P>[] = [];
    let seen = false;
    try {
      const { finished, current } = resume ? unpack(name, resume) : { finished: [] };
      if (finished.length > members)
        throw new Error(`${name}: the checkpoint has ${finished.length} finished members, expected ${members} or fewer`);
      for (const bytes of finished) trained.push(load(bytes, problem.model));
      for (let inner = current; trained.length < members; inner = undefined) {
        const own = key.child("member").child(trained.length);
        const training = member.fit(problem, own, inner ? { ...fitOptions, resume: inner } : fitOptions);
        try {
          for (;;) {
            const next = await training.next();
            if (next.done) {
              trained.push(next.value);
              break;
            }
            seen = true;
            yield memberProgress(next.value, [...trained]);
          }
        } finally {
          // a fit stopped between members still gives its optimiser's arrays back
          await training.return(undefined as never);
        }
      }
    } catch (error) {
      // nobody has been shown the members of the checkpoint, so nobody else gives them back
      if (!seen) for (const one of trained) one.dispose();
      throw error;
    }
    return together(problem.model, trained);

    // a member's progress as a part of the whole
    function memberProgress(progress: TrainingProgress<P>, finished: readonly Posterior<P>[]): TrainingProgress<P> {
      return {
        ...progress,
        step: progress.step + finished.length * progress.steps,
        steps: members * progress.steps,
        epoch: progress.epoch + finished.length * progress.epochs,
        epochs: members * progress.epochs,
        checkpoint: async () =>
          pack(name, { finished: await Promise.all(finished.map((one) => one.save())), current: await progress.checkpoint() }),
        posterior: () => together(problem.model, [...finished, progress.posterior()]),
      };
    }
  },
  toJSON: () => ({ ...settings(), name, members }),
  ...(member.memory && {
    memory(network: Network) {
      const one = member.memory!(network);
      return { ...one, fit: one.fit + (members - 1) * one.posterior, posterior: members * one.posterior };
    },
  }),
});

/** Every message once: members are fitted to the same data. */
function once(tell: (message: string) => void): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (!said.has(message)) tell(message);
    said.add(message);
  };
}

interface MembersState {
  readonly finished: readonly Uint8Array[];
  readonly current?: Uint8Array;
}

function pack(name: string, { finished, current }: MembersState): Uint8Array {
  return packFiles({ checkpoint: name, finished: finished.length }, current ? [...finished, current] : finished);
}

function unpack(name: string, bytes: Uint8Array): MembersState {
  const { header, files } = unpackFiles(name, bytes);
  if (header.checkpoint !== name) throw new Error(`${name}: the checkpoint is of "${header.checkpoint}"`);
  const finished = files.slice(0, header.finished as number);
  const current = files[finished.length];
  return current ? { finished, current } : { finished };
}
