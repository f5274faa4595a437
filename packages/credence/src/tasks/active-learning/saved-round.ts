import { loadPosterior } from "../../inference/posteriors/load-posterior.ts";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import { bytesOf, wordsOf } from "../../saving/bytes-as-words.ts";
import { headerOf } from "../../saving/header.ts";
import { decodeSafetensors, encodeSafetensors, expectBytes } from "../../saving/safetensors.ts";
import { expectSameSettings } from "../../saving/same-settings.ts";
import { expectList, expectObject, refused } from "../../settings.ts";
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
  const { x, classes, acquisition, start, count, rounds, draws, scored = x.shape[0]!, weights = "restart", key } = given;
  const { name, settings = {} } = acquisition;
  const asked = { acquisition: { name, ...settings }, start: [...start], count, rounds, draws, scored };
  return { pool: [...x.shape], classes, ...asked, weights, key: [...key.words] };
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

/** @throws for a checkpoint of another loop, and one whose round or rows are none of it */
export async function restoreRound<P extends ClassPredictive>(checkpoint: Uint8Array, given: ActiveLearning<P>): Promise<Round<P>> {
  expectBytes("activeLearning", "resume", checkpoint);
  const { metadata, arrays } = decodeSafetensors(checkpoint);
  const header = headerOf("activeLearning", metadata.credence);
  if (header.checkpoint !== "activeLearning") throw new Error(`activeLearning: the checkpoint is of "${header.checkpoint}"`);
  expectSameSettings("activeLearning", header.settings, settingsOf(given));
  expectRound(header, given);
  const words = arrays.get("network")?.values;
  if (!words && given.weights === "warm") throw new Error("activeLearning: the checkpoint has no network, expected that of a warm start");
  const posterior =
    words && (await loadPosterior(bytesOf("activeLearning: the checkpoint's network", words, header.networkBytes), { model: given.model }));
  return { round: header.round, state: header.state, posterior };
}

/** @throws unless the round is one of the loop's, and rows and labels are those of its pool */
function expectRound<P extends ClassPredictive>({ round, state }: Round<P>, { x, classes, rounds }: ActiveLearning<P>): void {
  const where = "activeLearning: the checkpoint";
  const within = (name: string, value: unknown, count: number) => {
    if (!(Number.isInteger(value) && (value as number) >= 0 && (value as number) < count))
      throw refused(where, name, value, `a whole number from 0 to ${count - 1}`);
  };
  within("round", round, rounds);
  expectObject(where, "state", state, "rows and labels");
  for (const name of ["indices", "labels", "skipped", "pending"] as const) {
    expectList(where, name, state[name]);
    for (const value of state[name]) within(name, value, name === "labels" ? classes : x.shape[0]!);
  }
  const { indices, labels } = state;
  if (labels.length !== indices.length)
    throw new Error(`${where}: ${labels.length} labels, expected one for each of ${indices.length} rows`);
}
