import { loadPosterior } from "../../inference/posteriors/load-posterior.ts";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import { bytesOf, wordsOf } from "../../saving/bytes-as-words.ts";
import { headerOf } from "../../saving/header.ts";
import { decodeSafetensors, encodeSafetensors, expectBytes } from "../../saving/safetensors.ts";
import type { ActiveLearning } from "./active-learning.ts";
import type { LabelledState } from "./labelled-rows.ts";

interface Round<P extends ClassPredictive> {
  readonly round: number;
  /** After the labeller was asked. */
  readonly state: LabelledState;
  /** The network a warm start goes on from. */
  readonly posterior?: Posterior<P> | undefined;
}

/** What must be the same where a loop goes on. */
const settingsOf = <P extends ClassPredictive>(given: ActiveLearning<P>) => {
  const { x, classes, acquisition, count, rounds, draws, scored = x.shape[0]!, weights = "restart" } = given;
  return { pool: x.shape[0]!, classes, acquisition: acquisition.name, count, rounds, draws, scored, weights };
};

/** The bytes of a round: rows and labels, and with a warm start the network. */
export async function saveRound<P extends ClassPredictive>(
  { round, state, posterior }: Round<P>,
  given: ActiveLearning<P>,
): Promise<Uint8Array> {
  const settings = settingsOf(given);
  const network = settings.weights === "warm" ? await posterior!.save() : undefined;
  const header = { checkpoint: "activeLearning", settings, round, state, networkBytes: network?.length ?? 0 };
  return encodeSafetensors({
    metadata: { credence: JSON.stringify(header) },
    arrays: new Map(network ? [["network", { shape: [Math.ceil(network.length / 4)], values: wordsOf(network) }]] : []),
  });
}

/** @throws for a checkpoint of another loop */
export async function restoreRound<P extends ClassPredictive>(checkpoint: Uint8Array, given: ActiveLearning<P>): Promise<Round<P>> {
  expectBytes("activeLearning", "resume", checkpoint);
  const { metadata, arrays } = decodeSafetensors(checkpoint);
  const header = headerOf("activeLearning", metadata.credence);
  const [theirs, ours] = [JSON.stringify(header.settings), JSON.stringify(settingsOf(given))];
  if (header.checkpoint !== "activeLearning" || theirs !== ours)
    throw new Error(`activeLearning: the checkpoint is of ${header.checkpoint} with ${theirs}, expected activeLearning with ${ours}`);
  const words = arrays.get("network")?.values;
  const posterior =
    words && (await loadPosterior(bytesOf("activeLearning: the checkpoint's network", words, header.networkBytes), { model: given.model }));
  return { round: header.round, state: header.state, posterior };
}
