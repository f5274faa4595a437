import { engine, key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { mlp } from "../../nn/mlp.ts";
import { decodeSafetensors, encodeSafetensors } from "../../saving/safetensors.ts";
import type { Agent } from "./agent.ts";
import { cartPole } from "./cart-pole.ts";
import { deepSea } from "./deep-sea.ts";
import type { Environment } from "./environment.ts";
import type { EpisodeGame, EpisodeRecord } from "./episode-game.ts";
import { episodeGameSettings } from "./episode-game.ts";
import { playEpisodes } from "./play-episodes.ts";
import { smallAgents, smallSea } from "./testing/small-agents.ts";
import { transitionStore } from "./transitions.ts";

const game = (agent: Agent, changes: Partial<EpisodeGame> = {}): EpisodeGame => ({
  environment: smallSea(),
  agent,
  episodes: 8,
  bufferSize: 20,
  key: key(1),
  ...changes,
});

async function finished(playing: ReturnType<typeof playEpisodes>): Promise<EpisodeRecord> {
  for (;;) {
    const next = await playing.next();
    if (next.done) return next.value;
  }
}

describe.each(Object.entries(smallAgents))("%s", (_, make) => {
  test("resumed from any checkpoint it ends with the bits of a game left alone", async () => {
    const checkpoints: Uint8Array[] = [];
    const alone = make(smallSea());
    const playing = playEpisodes(game(alone));
    let next = await playing.next();
    for (; !next.done; next = await playing.next()) checkpoints.push(await next.value.checkpoint());
    const end = await alone.checkpoint();
    expect(next.value.returns).toHaveLength(8);
    for (const done of [1, 4, 7]) {
      const agent = make(smallSea());
      expect(await finished(playEpisodes(game(agent), { resume: checkpoints[done - 1]! })), `after ${done}`).toEqual(next.value);
      expect(await agent.checkpoint(), `after ${done}`).toEqual(end);
      agent.dispose();
    }
    alone.dispose();
  });

  test("gives back the memory it takes", async () => {
    const held = () => engine.info().memoryMiB.held;
    const before = held();
    const seen: number[] = [];
    const agent = make(smallSea());
    const playing = playEpisodes(game(agent, { episodes: 20 }));
    for (let next = await playing.next(); !next.done; next = await playing.next()) seen.push(held());
    expect(seen.at(-1)).toBe(seen[3]);
    agent.dispose();
    expect(held()).toBe(before);
  });

  test("finds the treasure of a small sea", async () => {
    const agent = make(smallSea(), { updatesPerStep: 4, discount: 1, targetEvery: 20 });
    const solved = { window: 10, meanReturn: 0.5 };
    const record = await finished(playEpisodes(game(agent, { episodes: 200, bufferSize: 800, solved })));
    expect(record.solvedAt).toBe(record.returns.length);
    expect(record.solvedAt).toBeLessThan(200);
    agent.dispose();
  });

  test("refuses a network without an output for each action, and gives its arrays back", () => {
    const { held } = engine.info().memoryMiB;
    expect(() => make(smallSea(), { network: mlp({ inputs: 16, hidden: [], outputs: 3 }) })).toThrow(
      "the network gives [1, 3] for one observation, expected [1, 2]",
    );
    expect(engine.info().memoryMiB.held).toBe(held);
  });

  test("says that a value is NaN, and does not pass for one that prefers the first action", async () => {
    const agent = make(smallSea());
    const transitions = transitionStore({ environment: smallSea(), capacity: 4 });
    transitions.push({ state: [0, 0], action: 0, reward: Number.NaN, next: [1, 0], terminated: true });
    await expect(agent.learn(transitions, { number: 0, steps: 10 })).rejects.toThrow(
      'the value of action "first" is NaN, expected a number',
    );
    agent.dispose();
  });
});

/** Takes one action whatever comes. */
const stubborn = (action: number): Agent => ({
  name: `always ${action}`,
  startEpisode: () => {},
  choose: async () => action,
  learn: async () => {},
  checkpoint: async () => new Uint8Array(3),
  restore: () => {},
  dispose: () => {},
  toJSON: () => ({ name: "always", action }),
});

/** A cart-pole that gives something else now and then. */
const spoiled = (changes: Partial<Environment>): Environment => ({ ...cartPole({ stepLimit: 30 }), ...changes });

test("an episode ends where it terminates or at the limit, and its return is the sum of its rewards", async () => {
  const { returns, steps, solvedAt } = await finished(playEpisodes(game(stubborn(1), { environment: cartPole(), episodes: 5 })));
  expect(returns).toEqual(steps);
  // a pole pushed one way falls after some 9 steps
  for (const one of steps) expect(Math.abs(one - 9)).toBeLessThan(3);
  expect(solvedAt).toBeNull();
  const short = await finished(playEpisodes(game(stubborn(1), { environment: cartPole({ stepLimit: 3 }), episodes: 2 })));
  expect(short.steps).toEqual([3, 3]);
});

test("an episode cut off is not terminated: what follows it still has a value", async () => {
  const seen: number[] = [];
  const agent = {
    ...stubborn(1),
    learn: async (transitions: Parameters<Agent["learn"]>[0]) => void seen.push(...transitions.batch([0, 1, 2]).terminated),
  };
  await finished(playEpisodes(game(agent, { environment: cartPole({ stepLimit: 3 }), episodes: 1 })));
  expect(seen).toEqual([0, 0, 0]);
});

test("a game counts as solved at the first window whose mean is high enough", async () => {
  const solved = { window: 3, meanReturn: 3 };
  const { returns, solvedAt } = await finished(playEpisodes(game(stubborn(1), { environment: cartPole({ stepLimit: 3 }), solved })));
  expect([returns.length, solvedAt]).toEqual([3, 3]);
});

test.each([
  [
    "a reward",
    { step: () => ({ state: [0, 0, 0, 0], reward: Number.NaN, terminated: false }) },
    "gave the reward NaN in step 1 of episode 1",
  ],
  [
    "a state",
    { step: () => ({ state: [0, Number.NaN, 0, 0], reward: 1, terminated: false }) },
    "gave NaN as number 1 of an observation in step 1 of episode 1",
  ],
  ["an observation", { observe: () => Float32Array.of(0, 0, 0, Number.POSITIVE_INFINITY) }, "gave Infinity as number 3 of an observation"],
  ["too few numbers", { observe: () => Float32Array.of(0) }, "gave an observation of 1 numbers in step 1 of episode 1, expected 4"],
] as const)("an environment that gives %s which is none is named, with the step", async (_, changes, message) => {
  const playing = playEpisodes(game(stubborn(1), { environment: spoiled(changes as Partial<Environment>) }));
  await expect(finished(playing)).rejects.toThrow(`playEpisodes: "cart-pole" ${message}`);
});

test.each([2, -1, 0.5, Number.NaN])("a choice of %d among two actions is refused, and the agent named", async (action) => {
  await expect(finished(playEpisodes(game(stubborn(action))))).rejects.toThrow(
    `playEpisodes: "always ${action}" chose ${action} in step 1 of episode 1, expected a whole number from 0 to 1`,
  );
});

test("epsilon 1 chooses both actions as often, within 4 standard errors", async () => {
  const sea = smallSea();
  const agent = smallAgents["epsilon-greedy"]!(sea);
  agent.startEpisode(0, key(0));
  let first = 0;
  for (let i = 0; i < 400; i++) if ((await agent.choose(sea.observe([0, 0]), key(i))) === 0) first++;
  expect(Math.abs(first - 200)).toBeLessThan(4 * Math.sqrt(400 / 4));
  agent.dispose();
});

test("one function plays a whole episode, and another the next", async () => {
  const sea = smallSea();
  const agent = smallAgents.Thompson!(sea);
  const of = async (episode: number) => {
    agent.startEpisode(episode, key(episode));
    return [[...(await agent.values(sea.observe([0, 0])))], [...(await agent.values(sea.observe([0, 0])))]];
  };
  const [one, other] = [await of(0), await of(1)];
  expect(one[0]).toEqual(one[1]);
  expect(one[0]).not.toEqual(other[0]);
  agent.dispose();
});

test("a checkpoint of another game, a cut one and one asked for too late are refused in a line", async () => {
  const playing = playEpisodes(game(stubborn(0)));
  const first = await playing.next();
  if (first.done) throw new Error("no episode");
  const checkpoint = await first.value.checkpoint();
  await expect(finished(playEpisodes(game(stubborn(1)), { resume: checkpoint }))).rejects.toThrow(
    'playEpisodes: the checkpoint is of episodes by always 0 in "deep sea, N = 4", expected episodes by always 1 in "deep sea, N = 4"',
  );
  for (const [changes, message] of [
    [{ environment: deepSea({ size: 4, key: key(8) }) }, 'environment.right is "'],
    [{ agent: { ...stubborn(0), toJSON: () => ({ name: "always", action: 2 }) } }, "agent.action is 0, expected 2"],
    [{ bufferSize: 21 }, "bufferSize is 20, expected 21"],
    [{ key: key(2) }, "key is ["],
  ] as const)
    await expect(finished(playEpisodes(game(stubborn(0), changes), { resume: checkpoint }))).rejects.toThrow(
      `playEpisodes: the checkpoint's settings.${message}`,
    );
  expect((await finished(playEpisodes(game(stubborn(0), { episodes: 3 }), { resume: checkpoint }))).returns).toHaveLength(3);
  const { metadata, arrays } = decodeSafetensors(checkpoint);
  const cut = encodeSafetensors({ metadata, arrays: new Map([...arrays].filter(([name]) => name !== "states")) });
  await expect(finished(playEpisodes(game(stubborn(0)), { resume: cut }))).rejects.toThrow(
    'playEpisodes: the checkpoint has no array "states"',
  );
  await playing.next();
  await expect(first.value.checkpoint()).rejects.toThrow("playEpisodes: the checkpoint of episode 1 was asked for after episode 2");
});

test("an agent of other settings, and one that lacks a learner's arrays, is not restored", async () => {
  const [one, other] = [smallAgents.bootstrapped!(smallSea()), smallAgents["epsilon-greedy"]!(smallSea())];
  const checkpoint = await one.checkpoint();
  expect(() => other.restore(checkpoint)).toThrow('epsilonGreedyDqn: the checkpoint is of "bootstrappedDqn"');
  const hasty = smallAgents.bootstrapped!(smallSea(), { discount: 0.5 });
  expect(() => hasty.restore(checkpoint)).toThrow("bootstrappedDqn: the checkpoint's settings.discount is 0.99, expected 0.5");
  hasty.dispose();
  const { metadata, arrays } = decodeSafetensors(checkpoint);
  const cut = encodeSafetensors({ metadata, arrays: new Map([...arrays].filter(([name]) => !name.startsWith("2.target"))) });
  expect(() => one.restore(cut)).toThrow('bootstrappedDqn: the checkpoint has no array "2.target.0.weight.mean"');
  one.dispose();
  other.dispose();
});

test("the settings of a game tell agent and environment, the mapping of the actions too", () => {
  const told = episodeGameSettings({ environment: smallSea(), agent: stubborn(1), episodes: 2, bufferSize: 3 });
  expect(told).toMatchObject({ environment: { name: "deep sea", size: 4 }, agent: { name: "always", action: 1 }, solved: null });
  expect(JSON.parse(JSON.stringify(told))).toEqual(told);
});

test("a store keeps the newest, and refuses a row that holds none", () => {
  const store = transitionStore({ environment: cartPole(), capacity: 2 });
  for (let i = 0; i < 3; i++) store.push({ state: [i, 0, 0, 0], action: i % 2, reward: i, next: [i + 1, 0, 0, 0], terminated: i === 2 });
  const { observations, next, actions, rewards, terminated } = store.batch([0, 1]);
  expect([...observations].filter((_, i) => i % 4 === 0)).toEqual([2, 1]);
  expect([...next].filter((_, i) => i % 4 === 0)).toEqual([3, 2]);
  expect([[...actions], [...rewards], [...terminated]]).toEqual([
    [0, 1],
    [2, 1],
    [1, 0],
  ]);
  expect(() => store.batch([2])).toThrow("transitions.batch: rows[0] is 2, expected a whole number below 2, the transitions held");
});
