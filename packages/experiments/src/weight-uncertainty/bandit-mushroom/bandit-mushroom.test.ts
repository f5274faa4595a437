import { type BudgetName, type Experiment, judgeAll, type RunRequest } from "@credence/lab";
import { memoryStorage, realDependencies, runExperiment, toyDependencies, untilFinished } from "@credence/lab/testing";
import { key } from "@credence/tensor";
import { bandits, loadPosterior } from "credence";
import { describe, expect, test } from "vitest";
import { type BanditAgentName, banditAgent, banditAgentNames } from "./agents.ts";
import { type BanditMushroomResult, type BanditVariantName, banditMushroom } from "./bandit-mushroom.ts";
import { type BanditGame, type BanditScores, blindAnchors, convergence, eatingRate, gameUntil, lateLine, rowAt } from "./measures.ts";
import { publishedGame } from "./published.ts";

const judged = (result: BanditMushroomResult, budget: BudgetName) => judgeAll(banditMushroom.claims, result, budget);

/** A game of 50,000 steps in 200 rows whose expected regret a step is `rate` and of which `eaten` of edible and poisonous are eaten. */
function scores(rate: (step: number) => number, [edible, poisonous]: readonly [number, number] = [1, 0]): BanditScores {
  const step = Array.from({ length: 200 }, (_, i) => 250 * (i + 1));
  let total = 0;
  const regret = step.map((at) => (total += 250 * rate(at)));
  const share = (part: number) => step.map((at) => Math.round(0.5 * part * at));
  return {
    step,
    regret,
    expectedRegret: regret,
    edibleEaten: share(edible),
    edibleLeft: share(1 - edible),
    poisonousEaten: share(poisonous),
    poisonousLeft: share(1 - poisonous),
  };
}
const until =
  (step: number, rate = 1) =>
  (at: number) =>
    at <= step ? rate : 0;

const game = (agent: BanditAgentName, run: number, played: BanditScores, variant: BanditVariantName | null = null): BanditGame => ({
  part: variant === null ? "main" : "variants",
  agent,
  run,
  variant,
  steps: 50_000,
  updatesPerStep: 64,
  learningRate: 1e-4,
  scores: played,
});

const result: BanditMushroomResult = {
  edible: 4208,
  poisonous: 3916,
  bufferSize: 4096,
  batchSize: 64,
  games: [
    game("bbb", 1, scores(until(6000), [0.98, 0.01])),
    game("bbb", 2, scores(until(8000), [0.98, 0.01])),
    game("bbb", 3, scores(until(7000), [0.98, 0.01])),
    game("greedy", 1, scores(until(30_000), [0.97, 0.04])),
    game("greedy", 2, scores(until(5000), [0.97, 0.04])),
    game(
      "greedy",
      3,
      scores(() => 1, [0.97, 0.04]),
    ),
    game(
      "epsilon-1",
      1,
      scores((step) => (step < 20_000 ? 1 : 0.045)),
    ),
    // straight, but less steep than its own random actions
    game(
      "epsilon-5",
      1,
      scores(() => 0.1),
    ),
    game(
      "bbb",
      1,
      scores(() => 0.5),
      "rate-1e-5",
    ),
    game("bbb", 1, scores(until(4000)), "prior-wide"),
    game("bbb", 1, scores(until(9000)), "prior-narrow"),
  ],
  wheel: { steps: 10, innerRadius: 0.9, updatesPerStep: 1, uniformRegret: 1, games: [] },
};

const shortened: BanditMushroomResult = { ...result, games: result.games.map((one) => ({ ...one, updatesPerStep: 4 })) };

describe("claims", () => {
  test.each([
    // mean 7000 of 5605 to 8455
    ["external-bbb", "reproduced"],
    ["external-greedy", "reproduced"],
    ["external-epsilon-1", "not reproduced"],
    ["external-epsilon-5", "not reproduced"],
    ["linear-epsilon-1", "reproduced"],
    ["linear-epsilon-5", "not reproduced"],
    ["linear-by-chance-epsilon-1", "reproduced"],
    ["bbb-converges-sooner", "reproduced"],
    // run 2
    ["bbb-not-always-better", "reproduced"],
    // 5,000 each
    ["better-early-choices", "not reproduced"],
    ["greedy-eats-from-the-start", "reproduced"],
    ["eating-rates-similar", "reproduced"],
    ["greedy-eats-more-poison", "reproduced"],
    ["rate-1e-5-does-not-converge", "reproduced"],
    ["wide-prior-delays", "not reproduced"],
    // 3 points of 25,000 poisonous at 15 each, 1 point of 25,000 edible at 5
    ["greedy-regret-from-poison", "reproduced"],
    ["narrow-prior-hinders", "reproduced"],
  ])("%s is %s", (id, verdict) => {
    const claims = judged(result, "paper");
    expect(claims.find((claim) => claim.id === id)?.verdict).toBe(verdict);
    expect(new Set(claims.map((claim) => claim.id)).size).toBe(claims.length);
  });

  test("a line twice as steep as its random actions cost is not theirs", () => {
    const { edible, poisonous } = result;
    // at random, half of the edible are left at 5 and half of the poisonous eaten at 15
    const atRandom = (0.5 * (5 * edible + 15 * poisonous)) / (edible + poisonous);
    const verdictAt = (slope: number) => {
      const line = scores(() => slope);
      const claims = judged({ ...result, games: [game("epsilon-5", 1, line)] }, "paper");
      return claims.find(({ id }) => id === "linear-by-chance-epsilon-5")?.verdict;
    };
    expect(verdictAt(1.9 * 0.05 * atRandom)).toBe("reproduced");
    expect(verdictAt(2.1 * 0.05 * atRandom)).toBe("not reproduced");
  });

  test("fewer minibatches leave open what depends on learning; a part of the agents leaves open the rest", () => {
    const tested = (games: BanditMushroomResult) =>
      judged(games, "default").flatMap(({ id, verdict }) => (verdict === "not tested at this budget" ? [] : [id]));
    expect(tested(shortened)).toEqual([]);
    expect(tested({ ...result, games: result.games.filter(({ agent }) => agent === "greedy") })).toEqual(["external-greedy"]);
    expect(tested({ ...result, games: [] })).toEqual([]);
  });
});

test("a variant of a shorter game is compared with the beginning of the main one", () => {
  // after 6,000 steps 9,000 against 6,000; the main game goes on to 16,000
  const main = game("bbb", 1, scores(until(16_000)));
  const short = gameUntil(game("bbb", 1, scores(until(50_000, 1.5)), "prior-narrow"), 6000);
  const narrowClaim = judged({ ...result, games: [main, short] }, "default").find(({ id }) => id === "narrow-prior-hinders");
  expect(narrowClaim?.measured).toBe("9,000 (50.0 %) against 6,000 (50.0 %), 6,000 steps");
  // without the cut the main game of 50,000 steps has converged at 15,750
  const wide = { ...short, variant: "prior-wide" } as const;
  const claims = judged({ ...result, games: [main, wide] }, "default");
  expect(claims.find(({ id }) => id === "wide-prior-delays")?.measured).toBe("not against not, of 6,000 steps");
  // individual runs against the greedy agent: after 6,000 steps 6,000 against 12,000, at the end 16,000 against 12,000
  const greedy = game("greedy", 1, scores(until(6000, 2)));
  const narrow = { ...gameUntil(main, 6000), part: "variants", variant: "stdDev-0.75" } as const;
  const runs = judged({ ...result, games: [greedy, narrow] }, "default");
  expect(runs.find(({ id }) => id === "bbb-not-always-better")?.measured).toBe("0 of 1");
});

test("additional regret that is food left, or none at all, is not from poison", () => {
  const verdict = (bayes: BanditScores, greedy: BanditScores) => {
    const games = [game("bbb", 1, bayes), game("greedy", 1, greedy)];
    return judged({ ...result, games }, "paper").find(({ id }) => id === "greedy-regret-from-poison");
  };
  const [careful, hungry, reckless] = [[1, 0] as const, [0.5, 0.1] as const, [1, 0.2] as const].map((eaten) => scores(until(0), eaten));
  // 2,500 poisonous eaten cost 37,500 and 12,500 edible left 62,500
  expect(verdict(careful, hungry)).toMatchObject({ measured: "37,500 of 100,000", verdict: "not reproduced" });
  expect(verdict(careful, reckless)).toMatchObject({ measured: "75,000 of 75,000", verdict: "reproduced" });
  expect(verdict(reckless, careful)).toMatchObject({ verdict: "not reproduced" });
});

test("a run that converges later, or has more regret, but not both, is not one that Bayes by backprop loses", () => {
  const lost = (bayes: BanditScores, greedy: BanditScores) => {
    const games = [1, 2, 3].flatMap((run) => [game("bbb", run, bayes), game("greedy", run, greedy)]);
    return judged({ ...result, games }, "paper").find(({ id }) => id === "bbb-not-always-better");
  };
  const [long, short, steep] = [scores(until(8000)), scores(until(6000)), scores(until(6000, 2))];
  expect(lost(long, short)).toMatchObject({ measured: "3 of 3", verdict: "reproduced" });
  expect(lost(long, steep)).toMatchObject({ measured: "0 of 3", verdict: "not reproduced" });
  expect(lost(steep, long)).toMatchObject({ measured: "0 of 3", verdict: "not reproduced" });
});

test("early choices are those of a tenth of the game, and the first thousand mushrooms are the start", () => {
  const claim = (id: string, bayes: BanditScores, greedy: BanditScores) =>
    judged({ ...result, games: [game("bbb", 1, bayes), game("greedy", 1, greedy)] }, "paper").find((one) => one.id === id);
  const [quick, slow] = [scores(until(4000)), scores(until(20_000))];
  expect(claim("better-early-choices", quick, slow)).toMatchObject({ measured: "4,000 (4,000) against 5,000 (5,000) of the greedy agent" });
  expect(claim("better-early-choices", quick, slow)?.verdict).toBe("reproduced");
  expect(claim("better-early-choices", slow, quick)?.verdict).toBe("not reproduced");
  const late = scores(until(0));
  const shy = { ...late, edibleEaten: late.edibleEaten.map((count, i) => (late.step[i] <= 1000 ? 0 : count)) };
  expect(claim("greedy-eats-from-the-start", late, shy)).toMatchObject({ measured: "0.0 % against 50.0 %", verdict: "not reproduced" });
  expect(claim("greedy-eats-from-the-start", late, late)).toMatchObject({ measured: "50.0 % against 50.0 %", verdict: "reproduced" });
});

describe("measures", () => {
  test("anchors per step, from the class counts", () => {
    const { never, always, uniform } = blindAnchors(result);
    expect([never, uniform, always].map((value) => value.toFixed(2))).toEqual(["2.59", "4.91", "7.23"]);
  });

  test("convergence is after the last expensive stretch of 1000 steps, and never where the last is expensive", () => {
    expect(convergence(scores(until(0)), 2.59)).toBe(0);
    // 250 of the 1000 steps from 5750 on cost a unit each, 0.25 a step; those from 5500 on 0.5
    expect(convergence(scores(until(6000)), 2.59)).toBe(5750);
    expect(
      convergence(
        scores((step) => (step > 40_000 && step <= 41_000 ? 1 : 0)),
        2.59,
      ),
    ).toBe(40_750);
    expect(
      convergence(
        scores(() => 0.25),
        2.59,
      ),
    ).toBe(0);
    expect(
      convergence(
        scores(() => 0.26),
        2.59,
      ),
    ).toBeNull();
  });

  test("a line through the last half", () => {
    const line = lateLine(scores((step) => (step < 20_000 ? 3 : 0.2)));
    expect(line.slope).toBeCloseTo(0.2, 10);
    expect(line.explained).toBeCloseTo(1, 10);
    expect(lateLine(scores(() => 0))).toEqual({ slope: 0, explained: 1 });
    // a step function between two levels: 3/4 of its variance lies on the line
    expect(lateLine(scores((step) => (step === 37_750 ? 1 : 0))).explained).toBeCloseTo(0.75, 3);
  });

  test("eating rate by window, and rows by step", () => {
    const games = [game("bbb", 1, scores(until(0), [0.9, 0.1])), game("bbb", 2, scores(until(0), [0.4, 0]))];
    const { x, y } = eatingRate(games.slice(0, 1), 40);
    expect(x.slice(0, 2)).toEqual([1250, 2500]);
    for (const value of eatingRate(games, 40).y) expect(value).toBeCloseTo((0.5 + 0.2) / 2, 2);
    for (const value of y) expect(value).toBeCloseTo(0.5, 2);
    const played = scores(until(0));
    expect([100, 250, 1499, 1500, 99_999].map((at) => played.step[rowAt(played, at)])).toEqual([250, 250, 1250, 1500, 50_000]);
  });
});

test("figures and tables show what was played and leave out what was not", () => {
  const [figures, tables] = [banditMushroom.figures(result), banditMushroom.tables(result)];
  expect(figures.map(({ published }) => published).filter(Boolean)).toEqual([
    "Figure 23",
    "Figure 23",
    "Figure 24",
    "Figure 25",
    "Figure 26",
    "Figure 27",
  ]);
  expect(tables.map(({ name }) => name)).toEqual(["scores"]);
  const row = tables[0].rows[0];
  expect(row.slice(0, 5)).toEqual(["Bayes by backprop", 3, 7000, 1000, 7000]);
  const nothing = { ...result, games: [] };
  expect([...banditMushroom.figures(nothing), ...banditMushroom.tables(nothing)]).toEqual([]);
});

test("the budget of the paper is the source's game", () => {
  const settings = banditMushroom.budgets.paper;
  expect(settings).toMatchObject({
    bufferSize: 4096,
    startPlays: 4096,
    learning: { hidden: [100, 100], batchSize: 64, learningRate: 1e-4, halveEvery: 5000, minusLogStdDevs: [0, 6] },
    main: publishedGame,
  });
  const units = banditMushroom.units({ budget: "paper", settings, options: { parts: "main" } }).map(({ name }) => name);
  const runs = banditAgentNames.map((agent) => [agent, units.filter((name) => name.startsWith(`main-${agent}-run`)).length]);
  expect(Object.fromEntries(runs)).toEqual({ bbb: 3, "bbb-thompson": 1, greedy: 3, "epsilon-1": 1, "epsilon-5": 1, dropout: 1, linear: 1 });
  expect(publishedGame).toEqual({ steps: 50_000, updatesPerStep: 64 });
});

test("options choose among what there is", () => {
  const asked = (agents: string) => () =>
    banditMushroom.checkOptions!({ budget: "paper", settings: banditMushroom.budgets.paper, options: { agents } });
  expect(asked("greedy, bbb")).not.toThrow();
  expect(asked("gredy")).toThrow('--option agents: "gredy", expected some of bbb, bbb-thompson');
});

const table = {
  count: 40,
  attributes: [
    { name: "odor", categories: ["a", "f", "n"] },
    { name: "ring", categories: ["o", "t"] },
  ],
  categories: Uint8Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? (i / 2) % 3 : (i >> 2) % 2)),
  labels: Uint8Array.from({ length: 40 }, (_, row) => (row % 3 === 1 ? 1 : 0)),
};
const { smoke } = banditMushroom.budgets;
const tiny: Experiment = {
  ...(banditMushroom as unknown as Experiment),
  budgets: {
    ...banditMushroom.budgets,
    smoke: {
      ...smoke,
      bufferSize: 128,
      startPlays: 128,
      learning: { ...smoke.learning, hidden: [8] },
      main: { ...smoke.main, steps: 8 },
      variants: { ...smoke.variants, steps: 8 },
      updates: { ...smoke.updates, steps: 8 },
      wheel: { ...smoke.wheel, steps: 6 },
    },
  },
};

test("crashed and interrupted again and again, the games end with the bytes of an undisturbed run", async () => {
  const request: RunRequest = { experiment: tiny, budget: "smoke", seed: 0, options: { agents: "bbb,greedy,linear" }, command: "" };
  const real = { key: key(0), loadPosterior, load: async () => table as never, checkpointSeconds: 3 };
  const text = (storage: ReturnType<typeof memoryStorage>) => new TextDecoder().decode(storage.files.get("result.json"));
  const left = memoryStorage();
  await runExperiment(request, toyDependencies({ ...real, storage: left }));

  let changes = 0;
  const crash = () => {
    // more than a session changes before it comes to where the last one stood
    if (++changes % 43 === 0) throw new Error("crash");
  };
  const [disturbed, artifacts] = [memoryStorage(crash), memoryStorage(crash)];
  const { crashes } = await untilFinished(() => {
    const controller = new AbortController();
    let steps = 0;
    const onProgress = () => void (++steps === 11 && controller.abort());
    return runExperiment(request, toyDependencies({ ...real, storage: disturbed, artifacts, signal: controller.signal, onProgress }));
  });
  expect(crashes).toBeGreaterThan(4);
  expect(text(disturbed)).toBe(text(left));

  // agents played one by one leave their games for a run of all of them
  let played = 0;
  const together = memoryStorage();
  await runExperiment(request, toyDependencies({ ...real, storage: together, artifacts, onProgress: () => played++ }));
  expect(played).toBe(0);
  expect(text(together)).toBe(text(left));
});

test("its units leave nothing for the whole to play", async () => {
  const options = { agents: "greedy,linear" };
  const units = tiny.units({ budget: "smoke", settings: tiny.budgets.smoke, options }).map(({ name }) => name);
  expect(units).toEqual(["main-greedy-run-1", "main-linear-run-1", "updates-greedy-run-1", "wheel-greedy", "wheel-linear"]);
  const artifacts = memoryStorage();
  const real = { load: async () => table as never, artifacts };
  const request: RunRequest = { experiment: tiny, budget: "smoke", seed: 0, options, command: "" };
  for (const unit of units) await runExperiment({ ...request, unit }, realDependencies({ ...real, storage: memoryStorage() }));
  let played = 0;
  await runExperiment(request, realDependencies({ ...real, storage: memoryStorage(), onProgress: () => played++ }));
  expect(played).toBe(0);
});

test("agents of one run meet the same mushrooms", async () => {
  const request: RunRequest = { experiment: tiny, budget: "smoke", seed: 0, options: { parts: "main" }, command: "" };
  const outcome = await runExperiment(request, realDependencies({ load: async () => table as never }));
  const { games, wheel } = outcome.result.values as unknown as BanditMushroomResult;
  const met = games.map(({ scores: { edibleEaten, edibleLeft } }) => edibleEaten.map((count, i) => count + edibleLeft[i]));
  expect(met.length).toBe(banditAgentNames.length);
  for (const counts of met) expect(counts).toEqual(met[0]);
  expect(wheel.games).toEqual([]);
});

test("the Bayesian agents differ in how they value actions only, the random ones in epsilon only", async () => {
  const environment = bandits.wheelBandit({ innerRadius: 0.5 });
  const learning = { ...smoke.learning, updatesPerStep: 1, learningRate: 1e-3 };
  const weights = async (name: BanditAgentName) => {
    const agent = banditAgent(name, { environment, learning }, key(1));
    const buffer = bandits.replayBuffer({ capacity: 8, features: 2 });
    for (let i = 0; i < 8; i++) buffer.push(environment.context(key(i)).features, i % 5, i);
    agent.learn(buffer, 0);
    return agent.checkpoint();
  };
  expect(await weights("bbb")).toEqual(await weights("bbb-thompson"));
  expect(await weights("greedy")).toEqual(await weights("epsilon-5"));
  expect(await weights("greedy")).not.toEqual(await weights("bbb"));
});
