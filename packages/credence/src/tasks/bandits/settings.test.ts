import { key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import * as stepMethods from "../../inference/methods/step-methods.ts";
import { normalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import { adam } from "../../optim/adam.ts";
import { constantRate, stepDecay } from "../../optim/schedules.ts";
import { type LinearThompsonOptions, linearThompson } from "./linear-thompson.ts";
import { mushroomBandit } from "./mushroom-bandit.ts";
import { type NetworkAgentOptions, networkAgent } from "./network-agent.ts";
import { type BanditGame, gameSettings } from "./play-bandit.ts";
import { type WheelBanditOptions, wheelBandit } from "./wheel-bandit.ts";

const wheel = wheelBandit({ innerRadius: 0.5 });
const rewards = (hidden: number[]) =>
  model({
    network: mlp({ inputs: 7, hidden, outputs: 1 }),
    prior: normal({ mean: 0, stdDev: 1 }),
    likelihood: normalLikelihood({ stdDev: 1 }),
  });
const first = () => 0;
const second = () => 1;

/** What an option of an agent may be left out as. */
type Defaults<Options> = {
  readonly [Name in keyof Options as object extends Pick<Options, Name> ? Name : never]-?: Required<Options>[Name];
};
/** Another value for every option; the environment is the game's. */
type Changed<Options> = { readonly [Name in Exclude<keyof Options, "environment">]-?: Required<Options>[Name] };

describe("a network agent", () => {
  const base: NetworkAgentOptions = {
    name: "network",
    environment: wheel,
    model: rewards([4]),
    method: stepMethods.map(),
    optimizer: adam(),
    learningRate: 1e-2,
    batchSize: 8,
    updatesPerStep: 3,
  };
  const changed: Changed<NetworkAgentOptions> = {
    name: "another",
    model: rewards([5]),
    method: stepMethods.bayesByBackprop(),
    optimizer: adam({ epsilon: 1e-6 }),
    learningRate: 1e-3,
    schedule: stepDecay({ every: 10, factor: 0.5 }),
    batchSize: 9,
    updatesPerStep: 4,
    value: { draws: 1, functions: "separate" },
    epsilon: 0.1,
    choose: first,
  };
  const defaults: Omit<Defaults<NetworkAgentOptions>, "choose"> = {
    schedule: constantRate(),
    value: { draws: 1, functions: "shared" },
    epsilon: 0,
  };
  const json = (options: Partial<NetworkAgentOptions>) => {
    const agent = networkAgent({ ...base, ...options }, key(0));
    const text = JSON.stringify(agent.toJSON());
    agent.dispose();
    return text;
  };

  test("shows every option in its settings, each differently", () => {
    const seen = [
      {},
      ...Object.entries(changed).map(([name, value]) => ({ [name]: value })),
      { value: { draws: 2, functions: "shared" } as const },
    ];
    expect(new Set([...seen.map(json), json({ choose: second })]).size).toBe(seen.length + 1);
  });

  test("shows an option left out as its default", () => {
    for (const [name, value] of Object.entries(defaults)) expect(json({ [name]: value }), name).toBe(json({}));
  });

  test("refuses a way to choose without a name", () => {
    expect(() => json({ choose: () => 0 })).toThrow("networkAgent: choose is a function without a name");
  });
});

test("the linear agent shows every number of its prior", () => {
  const prior = { precision: 0.25, shape: 6, rate: 6 };
  const json = (options: Omit<LinearThompsonOptions, "environment"> = {}) =>
    JSON.stringify(linearThompson({ environment: wheel, ...options }).toJSON());
  expect(json({ prior })).toBe(json());
  const seen = Object.keys(prior).map((name) => json({ prior: { ...prior, [name]: 1 } }));
  expect(new Set([json(), ...seen]).size).toBe(4);
});

test("an environment shows every constant of it", () => {
  const changed: Required<WheelBanditOptions> = { innerRadius: 0.6, safe: 1, risky: 2, high: 3, stdDev: 4 };
  const json = (options: Partial<WheelBanditOptions>) => JSON.stringify(wheelBandit({ innerRadius: 0.5, ...options }).toJSON());
  const seen = Object.entries(changed).map(([name, value]) => json({ [name]: value }));
  expect(new Set([json({}), ...seen]).size).toBe(6);
  expect(json({ safe: 1.2, risky: 1, high: 50, stdDev: 0.01 })).toBe(json({}));
  const mushrooms = mushroomBandit({ features: Float32Array.of(1, 0), width: 1, labels: Uint8Array.of(0, 1) });
  expect(mushrooms.toJSON()).toEqual({
    name: "mushroom",
    rewards: { edible: 5, survived: 5, poisoned: -35, left: 0, deathProbability: 0.5 },
  });
});

test("a game shows who plays where, and how long", () => {
  const base: Omit<BanditGame, "keys"> = {
    environment: wheel,
    agent: linearThompson({ environment: wheel }),
    steps: 10,
    bufferSize: 20,
    startPlays: 5,
    recordEvery: 2,
  };
  const changed: typeof base = {
    environment: wheelBandit({ innerRadius: 0.6 }),
    agent: linearThompson({ environment: wheel, prior: { precision: 1, shape: 6, rate: 6 } }),
    steps: 11,
    bufferSize: 21,
    startPlays: 6,
    recordEvery: 3,
  };
  const seen = Object.entries(changed).map(([name, value]) => JSON.stringify(gameSettings({ ...base, [name]: value })));
  expect(new Set([JSON.stringify(gameSettings(base)), ...seen]).size).toBe(7);
});
