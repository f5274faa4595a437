import { bytesOf, wordsOf } from "../../saving/bytes-as-words.ts";
import { checkpointArrays } from "../../saving/checkpoint-arrays.ts";
import { headerOf } from "../../saving/header.ts";
import { decodeSafetensors, encodeSafetensors, type SafetensorsArray } from "../../saving/safetensors.ts";
import { expectSameSettings } from "../../saving/same-settings.ts";
import type { EpisodeGame, GameState } from "./episode-game.ts";
import type { Transitions } from "./transitions.ts";

/** What must be the same where a game goes on: what has been played follows from it. How many episodes there are to be does not change those. */
const settingsOf = ({ environment, agent, bufferSize, key }: EpisodeGame) => ({
  environment: environment.toJSON(),
  agent: agent.toJSON(),
  bufferSize,
  key: [...key.words],
});

/** The record so far, the transitions held and the agent's own checkpoint, in one file. */
export async function saveGame(
  { returns, steps }: GameState,
  { transitions: { buffer }, game }: { readonly transitions: Transitions; readonly game: EpisodeGame },
): Promise<Uint8Array> {
  const { agent, environment } = game;
  const settings = settingsOf(game);
  const inside = await agent.checkpoint();
  const header = { checkpoint: "episodes", agent: agent.name, environment: environment.name, settings, returns, steps };
  return encodeSafetensors({
    metadata: { credence: JSON.stringify({ ...header, written: buffer.written, agentBytes: inside.length }) },
    arrays: new Map<string, SafetensorsArray>([
      ["states", { shape: [buffer.contexts.length], values: buffer.contexts }],
      ["actions", { shape: [buffer.capacity], values: buffer.actions }],
      ["rewards", { shape: [buffer.capacity], values: buffer.rewards }],
      ["agent", { shape: [Math.ceil(inside.length / 4)], values: wordsOf(inside) }],
    ]),
  });
}

/** Goes back to where the checkpoint was made. @throws for a checkpoint of another game, and where an array is missing or of another size */
export function restoreGame(game: EpisodeGame, { buffer }: Transitions, checkpoint: Uint8Array): GameState {
  const where = "playEpisodes";
  const { agent, environment } = game;
  const { metadata, arrays } = decodeSafetensors(checkpoint);
  const header = headerOf(where, metadata.credence);
  if (header.checkpoint !== "episodes" || header.agent !== agent.name || header.environment !== environment.name)
    throw new Error(
      `${where}: the checkpoint is of ${header.checkpoint} by ${header.agent} in "${header.environment}", expected episodes by ${agent.name} in "${environment.name}"`,
    );
  expectSameSettings(where, header.settings, settingsOf(game));
  if (!Array.isArray(header.returns) || !Array.isArray(header.steps) || header.returns.length !== header.steps.length)
    throw new Error(`${where}: the checkpoint has no returns and steps of episodes`);
  const array = checkpointArrays(where, arrays);
  buffer.restore({
    written: header.written,
    contexts: array("states") as Float32Array,
    actions: array("actions") as Int32Array,
    rewards: array("rewards") as Float32Array,
  });
  agent.restore(bytesOf(`${where}: the agent's checkpoint`, array("agent"), header.agentBytes));
  return { returns: [...header.returns], steps: [...header.steps] };
}
