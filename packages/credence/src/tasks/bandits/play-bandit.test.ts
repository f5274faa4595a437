import { engine, type Key, key, multiply, scope, uniforms } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { scaleMixture } from "../../distributions/scale-mixture.ts";
import * as stepMethods from "../../inference/methods/step-methods.ts";
import { openTraining } from "../../inference/training/training.ts";
import { normalLikelihood } from "../../model/likelihoods/index.ts";
import { geometricWeights } from "../../model/log-joint.ts";
import { model } from "../../model/model.ts";
import { dense } from "../../nn/dense.ts";
import type { Layer } from "../../nn/layer.ts";
import { mlp } from "../../nn/mlp.ts";
import { sequential } from "../../nn/sequential.ts";
import { adam } from "../../optim/adam.ts";
import { stepDecay } from "../../optim/schedules.ts";
import { decodeSafetensors, encodeSafetensors } from "../../saving/safetensors.ts";
import type { BanditAgent } from "./agent.ts";
import { bestAction, blindRegret } from "./environment.ts";
import { linearThompson } from "./linear-thompson.ts";
import { mushroomBandit } from "./mushroom-bandit.ts";
import { type NetworkAgentOptions, networkAgent } from "./network-agent.ts";
import { type BanditGame, type BanditScore, playBandit } from "./play-bandit.ts";
import { replayBuffer } from "./replay-buffer.ts";

// three columns: the label, its opposite hidden behind a coin, noise; linear agents can learn it
const count = 64;
const labels = Uint8Array.from({ length: count }, (_, row) => (row % 3 === 0 ? 1 : 0));
const features = Float32Array.from({ length: 3 * count }, (_, i) => (i % 3 === 0 ? labels[Math.floor(i / 3)]! : ((i * 7919) % 5) % 2));
const environment = mushroomBandit({ features, width: 3, labels });

const rewards = ({ outputs = 1, dropout = 0 } = {}) =>
  model({
    network: mlp({ inputs: 5, hidden: [16, 16], outputs, dropout }),
    prior: scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: Math.exp(-6) }),
    likelihood: normalLikelihood({ stdDev: 1 }),
  });

const network = (settings: Partial<NetworkAgentOptions>, dropout = 0): BanditAgent =>
  networkAgent(
    {
      name: "network",
      environment,
      model: rewards({ dropout }),
      method: stepMethods.map(),
      optimizer: adam(),
      learningRate: 1e-2,
      schedule: stepDecay({ every: 20, factor: 0.9 }),
      batchSize: 8,
      updatesPerStep: 3,
      ...settings,
    },
    key(3),
  );

const bayes = stepMethods.bayesByBackprop({ draws: 2, complexityWeights: geometricWeights() });
/** Softmax exploration of two actions: the second with probability sigmoid(difference of the values). */
const softmax = ([leave, eat]: Float64Array, choiceKey: Key) => (uniforms(choiceKey, 1)[0]! < 1 / (1 + Math.exp(leave! - eat!)) ? 1 : 0);
const agents: Record<string, () => BanditAgent> = {
  "Bayes by backprop, one draw": () => network({ method: bayes }),
  "Bayes by backprop, two draws for each action": () => network({ method: bayes, value: { draws: 2, functions: "separate" } }),
  greedy: () => network({}),
  "epsilon-greedy": () => network({ epsilon: 0.3 }),
  softmax: () => network({ choose: softmax }),
  "dropout, two draws": () => network({ method: stepMethods.mcDropout(), value: { draws: 2, functions: "shared" } }, 0.2),
  "linear Thompson sampling": () => linearThompson({ environment }),
};

const game = (agent: BanditAgent, changes: Partial<BanditGame> = {}): BanditGame => ({
  environment,
  agent,
  steps: 30,
  bufferSize: 40,
  startPlays: 40,
  recordEvery: 7,
  keys: { start: key(1).child("start"), contexts: key(1).child("contexts"), own: key(1).child(agent.name) },
  ...changes,
});

async function finished(playing: ReturnType<typeof playBandit>): Promise<BanditScore[]> {
  for (;;) {
    const next = await playing.next();
    if (next.done) return next.value;
  }
}

describe.each(Object.entries(agents))("%s", (_, make) => {
  test("resumed from any checkpoint it ends with the bits of a game left alone", async () => {
    const checkpoints: Uint8Array[] = [];
    const alone = make();
    const playing = playBandit(game(alone));
    let next = await playing.next();
    for (; !next.done; next = await playing.next()) checkpoints.push(await next.value.checkpoint());
    const end = await alone.checkpoint();
    expect(next.value.map(({ step }) => step)).toEqual([7, 14, 21, 28, 30]);
    for (const done of [1, 6, 7, 13, 29]) {
      const agent = make();
      expect(await finished(playBandit(game(agent), { resume: checkpoints[done - 1]! })), `after step ${done}`).toEqual(next.value);
      expect(await agent.checkpoint(), `after step ${done}`).toEqual(end);
    }
  });

  test("gives back the memory it takes", async () => {
    const held = () => engine.info().memoryMiB.held;
    const agent = make();
    const seen: number[] = [];
    const playing = playBandit(game(agent, { steps: 60 }));
    for (let next = await playing.next(); !next.done; next = await playing.next()) seen.push(held());
    expect(seen.at(-1)).toBe(seen[5]);
    agent.dispose();
  });

  test("learns which mushrooms to leave", async () => {
    const record = await finished(playBandit(game(make(), { steps: 400, bufferSize: 200, recordEvery: 200 })));
    const late = record[1]!.expectedRegret - record[0]!.expectedRegret;
    expect(late / 200).toBeLessThan(0.6 * blindRegret(environment, [1, 0]));
  });
});

/** Takes one action whatever comes. */
const stubborn = (action: number): BanditAgent => ({
  name: `always ${action}`,
  choose: async () => action,
  learn: () => {},
  checkpoint: async () => new Uint8Array(3),
  restore: () => {},
  dispose: () => {},
  toJSON: () => ({ name: "always", action }),
});

test("regret is the oracle's reward minus the one received; the expected one counts the group's mean instead", async () => {
  const [never] = (await finished(playBandit(game(stubborn(0), { steps: 50, recordEvery: 50 })))) as [BanditScore];
  const [always] = (await finished(playBandit(game(stubborn(1), { steps: 50, recordEvery: 50 })))) as [BanditScore];
  // the same contexts for both
  expect(always.counts.map((row) => row[1])).toEqual(never.counts.map((row) => row[0]));
  const [edible, poisonous] = never.counts.map((row) => row[0]!) as [number, number];
  expect(edible + poisonous).toBe(50);
  expect([never.regret, never.expectedRegret]).toEqual([5 * edible, 5 * edible]);
  expect(always.expectedRegret).toBe(15 * poisonous);
  // each poisonous one costs 35 or earns 5
  expect((always.regret + 5 * poisonous) % 40).toBe(0);
  expect(Math.abs(always.regret - always.expectedRegret)).toBeLessThan(4 * 20 * Math.sqrt(poisonous));
});

test("the oracle's own game has no expected regret; equal start keys give equal buffers", async () => {
  const buffers: Float32Array[] = [];
  const oracle = (name: string): BanditAgent => {
    let step = 0;
    return {
      ...stubborn(0),
      name,
      // the table's first column is the group: an agent is given no other way to know it
      choose: async (context) => {
        step++;
        return bestAction(environment, context[0]!);
      },
      learn: (buffer) => void (step === 0 && buffers.push(buffer.rewards.slice())),
    };
  };
  for (const name of ["one", "another"]) expect((await finished(playBandit(game(oracle(name))))).at(-1)!.expectedRegret).toBe(0);
  expect(buffers[0]).toEqual(buffers[1]);
  expect(new Set(buffers[0])).toEqual(new Set([0, 5, -35]));
});

test("epsilon 1 chooses every action as often, within 4 standard errors", async () => {
  const [score] = (await finished(playBandit(game(network({ epsilon: 1, updatesPerStep: 1 }), { steps: 400, recordEvery: 400 })))) as [
    BanditScore,
  ];
  const eaten = score.counts.reduce((total, row) => total + row[1]!, 0);
  expect(Math.abs(eaten - 200)).toBeLessThan(4 * Math.sqrt(400 / 4));
});

test("a checkpoint of another game and bad settings are refused in a line", async () => {
  const first = await playBandit(game(stubborn(0))).next();
  if (first.done) throw new Error("no step");
  const checkpoint = await first.value.checkpoint();
  await expect(finished(playBandit(game(stubborn(1)), { resume: checkpoint }))).rejects.toThrow(
    "by always 0 over 30 steps, expected bandit by always 1",
  );
  const meaner = { ...environment, toJSON: () => ({ ...environment.toJSON(), rewards: { edible: 4 } }) };
  const keys = { ...game(stubborn(0)).keys, contexts: key(2) };
  for (const [changes, message] of [
    [{ environment: meaner }, "environment.rewards.edible is 5, expected 4"],
    [{ agent: { ...stubborn(0), toJSON: () => ({ name: "always", action: 2 }) } }, "agent.action is 0, expected 2"],
    [{ bufferSize: 39 }, "bufferSize is 40, expected 39"],
    [{ startPlays: 3 }, "startPlays is 40, expected 3"],
    [{ recordEvery: 5 }, "recordEvery is 7, expected 5"],
    [{ keys }, "keys.contexts is ["],
  ] as const)
    await expect(finished(playBandit(game(stubborn(0), changes), { resume: checkpoint }))).rejects.toThrow(
      `playBandit: the checkpoint's settings.${message}`,
    );
  await expect(finished(playBandit(game(stubborn(1), { steps: 0 })))).rejects.toThrow("playBandit: steps is 0");
  await expect(finished(playBandit(game(stubborn(1), { bufferSize: 0 })))).rejects.toThrow("playBandit: bufferSize is 0");
  expect(() => network({ batchSize: 0 })).toThrow("networkAgent: batchSize is 0");
  expect(() => network({ epsilon: 2 })).toThrow("networkAgent: epsilon is 2, expected in [0, 1]");
});

test.each([2, -1, 0.5, Number.NaN])("a choice of %d among two actions is refused, and the agent named", async (action) => {
  await expect(finished(playBandit(game(stubborn(action))))).rejects.toThrow(
    `playBandit: "always ${action}" chose ${action}, expected a whole number from 0 to 1`,
  );
});

test("an agent learns before each choice, and not from the last play", async () => {
  const calls: string[] = [];
  const agent: BanditAgent = {
    ...stubborn(0),
    choose: async () => {
      calls.push("choose");
      return 0;
    },
    learn: (buffer, step) => void calls.push(`learn ${step} from ${buffer.written}`),
  };
  await finished(playBandit(game(agent, { steps: 3 })));
  expect(calls).toEqual(["learn 0 from 40", "choose", "learn 1 from 41", "choose", "learn 2 from 42", "choose"]);
});

test("a network agent's schedule is asked for the number of choices", async () => {
  const asked: number[] = [];
  const schedule = { ...stepDecay({ every: 1, factor: 1 }), factor: (epoch: number) => asked.push(epoch) && 1 };
  await finished(playBandit(game(network({ schedule }), { steps: 4 })));
  expect(asked).toEqual([0, 1, 2, 3]);
});

test("what a step says is valid until the next", async () => {
  const playing = playBandit(game(stubborn(0)));
  const first = await playing.next();
  if (first.done) throw new Error("no step");
  expect(first.value.score().step).toBe(1);
  await playing.next();
  await expect(first.value.checkpoint()).rejects.toThrow("playBandit: the checkpoint of step 1 was asked for after step 2");
  expect(() => first.value.score()).toThrow("playBandit: the score of step 1 was asked for after step 2");
});

/** Eight plays of which one earned nobody knows what. */
function spoiled() {
  const buffer = replayBuffer({ capacity: 8, features: 3 });
  for (let i = 0; i < 8; i++) buffer.push(Float32Array.of(i % 2, 1, 0), i % 2, i === 5 ? Number.NaN : 1);
  return buffer;
}

describe("a diverged agent is named, and does not pass for one that never eats", () => {
  test.each([
    ["linear", () => linearThompson({ environment }), 'linearThompson: the value of action "eat" is NaN, expected a number'],
    ["network", () => network({}), 'networkAgent "network": the value of action "leave" is NaN, expected a number'],
  ])("%s", async (_, make, message) => {
    const agent = make();
    agent.learn(spoiled(), 0);
    await expect(agent.choose(Float32Array.of(1, 1, 0), key(0))).rejects.toThrow(message);
    agent.dispose();
  });
});

describe("a network agent refuses", () => {
  test("a model of two outputs, and gives its arrays back", () => {
    const { held } = engine.info().memoryMiB;
    expect(() => network({ model: rewards({ outputs: 2 }) })).toThrow(
      "networkAgent: the model gives [1, 2] for one context and action, expected [1, 1]",
    );
    expect(engine.info().memoryMiB.held).toBe(held);
  });

  test("to learn from no play", () => {
    expect(() => network({}).learn(replayBuffer({ capacity: 4, features: 3 }), 0)).toThrow("networkAgent: the buffer holds no play");
  });

  test("a checkpoint without its place in the pass, and stays as it was", async () => {
    const agent = network({});
    const before = await agent.checkpoint();
    const other = openTraining(stepMethods.map(), { model: rewards(), optimizer: adam() }, key(9));
    const foreign = await other.checkpoint();
    expect(() => agent.restore(foreign)).toThrow("networkAgent: the checkpoint's pass is undefined, expected number, held and batch");
    expect(await agent.checkpoint()).toEqual(before);
    scope(() => agent.dispose());
  });
});

describe("a file that is no checkpoint of theirs is refused in a line", () => {
  test("by the linear agent, where the plays it has seen are missing", async () => {
    const agent = linearThompson({ environment });
    const { arrays } = decodeSafetensors(await agent.checkpoint());
    const without = encodeSafetensors({ metadata: { credence: '{"checkpoint":"linearThompson"}' }, arrays });
    expect(() => agent.restore(without)).toThrow("linearThompson: the checkpoint's seen is undefined, expected a whole number from 0");
  });

  const foreign = encodeSafetensors({ metadata: { credence: "{not JSON" }, arrays: new Map() });
  const line = "the credence header is {not JSON, expected a JSON object";

  test("by the game and by the linear agent", async () => {
    expect(() => linearThompson({ environment }).restore(foreign)).toThrow(`linearThompson: ${line}`);
    await expect(finished(playBandit(game(stubborn(0)), { resume: foreign }))).rejects.toThrow(`playBandit: ${line}`);
  });

  test("by the linear agent, which stays as it was, where an action is missing", async () => {
    const learned = linearThompson({ environment });
    const buffer = replayBuffer({ capacity: 8, features: 3 });
    for (let i = 0; i < 8; i++) buffer.push(Float32Array.of(i % 2, 1, 0), i % 2, 1);
    learned.learn(buffer, 0);
    const { metadata, arrays } = decodeSafetensors(await learned.checkpoint());
    const fresh = linearThompson({ environment });
    const before = await fresh.checkpoint();
    const cut = encodeSafetensors({ metadata, arrays: new Map([...arrays].slice(0, 1)) });
    expect(() => fresh.restore(cut)).toThrow("linearThompson: the checkpoint does not fit action 1");
    expect(await fresh.checkpoint()).toEqual(before);
  });

  test("by the linear agent, where an action's numbers are of another type", async () => {
    const agent = linearThompson({ environment });
    const { metadata, arrays } = decodeSafetensors(await agent.checkpoint());
    const floats = new Float32Array(arrays.get("0")!.values.length);
    const spoiled = encodeSafetensors({ metadata, arrays: new Map([...arrays, ["0", { shape: [floats.length], values: floats }]]) });
    expect(() => agent.restore(spoiled)).toThrow("linearThompson: the checkpoint does not fit action 0");
  });

  test("by the game, where the agent's bytes are not as many as the header says", async () => {
    const first = await playBandit(game(stubborn(0))).next();
    if (first.done) throw new Error("no step");
    const { metadata, arrays } = decodeSafetensors(await first.value.checkpoint());
    const bytes = 4 * arrays.get("agent")!.values.length;
    for (const agentBytes of [bytes + 1, bytes - 4, -1, "8", undefined]) {
      const credence = JSON.stringify({ ...JSON.parse(metadata.credence!), agentBytes });
      await expect(
        finished(playBandit(game(stubborn(0)), { resume: encodeSafetensors({ metadata: { credence }, arrays }) })),
      ).rejects.toThrow(`playBandit: the agent's checkpoint has ${bytes} bytes, the header says ${JSON.stringify(agentBytes)}`);
    }
  });

  test("by the linear agent, under another prior", async () => {
    const checkpoint = await linearThompson({ environment }).checkpoint();
    const other = linearThompson({ environment, prior: { precision: 1, shape: 6, rate: 6 } });
    expect(() => other.restore(checkpoint)).toThrow("linearThompson: the checkpoint's settings.prior.precision is 0.25, expected 1");
  });

  test("by a buffer of another size", () => {
    const full = { written: 40, contexts: new Float32Array(120), actions: new Int32Array(40), rewards: new Float32Array(40) };
    for (const capacity of [39, 41])
      expect(() => replayBuffer({ capacity, features: 3 }).restore(full)).toThrow(
        `replayBuffer: contexts, actions and rewards of 120, 40, 40 numbers, expected ${3 * capacity}, ${capacity}, ${capacity}`,
      );
    const ring = replayBuffer({ capacity: 1, features: 1 });
    const state = { contexts: new Float32Array(1), actions: new Int32Array(1), rewards: new Float32Array(1) };
    expect(() => ring.restore({ ...state, written: -1 })).toThrow("replayBuffer: written is -1, expected a whole number from 0");
  });
});

test.each([
  ["shared", true],
  ["separate", false],
] as const)("%s functions: of a network that does not see its input, all actions are worth the same: %s", async (functions, same) => {
  // what is drawn is the last bias alone
  const blind: Layer = { kind: "blind", drops: false, keepsZeros: true, forward: (x) => multiply(x, 0), toJSON: () => ({ kind: "blind" }) };
  const unseeing = { ...rewards(), network: sequential([blind, dense({ inputs: 5, outputs: 1 })]) };
  const seen: Float64Array[] = [];
  const choose = (values: Float64Array) => {
    seen.push(values.slice());
    return 0;
  };
  const agent = network({ model: unseeing, method: bayes, value: { draws: 1, functions }, choose });
  for (let i = 0; i < 5; i++) await agent.choose(Float32Array.of(1, 0, 1), key(i));
  agent.dispose();
  expect(seen).toHaveLength(5);
  expect(seen.map(([leave, eat]) => leave === eat)).toEqual(new Array(5).fill(same));
  expect(new Set(seen.map(([leave]) => leave)).size).toBe(5);
});
