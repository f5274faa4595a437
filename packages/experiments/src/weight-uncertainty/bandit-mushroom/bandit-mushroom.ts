import { badInput, type Context, dataSets, experiment, type GivenOptions, oneHot, type ResultOf, type Unit } from "@credence/lab";
import { bandits } from "credence";
import { type BanditAgentName, banditAgentLabels, banditAgentNames } from "./agents.ts";
import { banditMushroomClaims } from "./claims.ts";
import { banditMushroomFigures } from "./figures.ts";
import { play } from "./game.ts";
import { publishedGame } from "./measures.ts";
import { banditMushroomTables } from "./tables.ts";

/** Why a game is played: the comparison of agents, other settings of the Bayesian one, another number of minibatches a step; or with the wheel. */
const partNames = ["main", "variants", "updates", "wheel"] as const;
type PartName = (typeof partNames)[number];

/** Settings that differ from the main comparison's: -log of the prior's standard deviations. The source names 0.75 and 1; its wide and narrow ones are not known. */
const priors = {
  "stdDev-0.75": [-Math.log(0.75), 6],
  "rate-1e-5": [0, 6],
  "prior-wide": [-1, 6],
  "prior-narrow": [2, 6],
} as const;
export type BanditVariantName = keyof typeof priors;

/** One game with mushrooms; games of one run meet the same. */
export type BanditGame = {
  readonly part: Exclude<PartName, "wheel">;
  readonly agent: BanditAgentName;
  readonly run: number;
  readonly variant: BanditVariantName | null;
  readonly steps: number;
  readonly updatesPerStep: number;
  readonly learningRate: number;
};

interface Plan {
  readonly steps: number;
  readonly updatesPerStep: number;
  /** Runs of Bayes by backprop and greedy; the others have one. */
  readonly runs: number;
  /** The wide part of 0.75 is played so often, the other variants once; the main setting so often beside them. */
  readonly variants: { readonly steps: number; readonly runs: number; readonly mainRuns: number };
  readonly updates: { readonly steps: number; readonly updatesPerStep: number };
}

function gamesOfPlan({ steps, updatesPerStep, runs, variants, updates }: Plan): BanditGame[] {
  const game = (part: BanditGame["part"], agent: BanditAgentName, rest: Partial<BanditGame>): BanditGame => ({
    ...{ part, agent, run: 1, variant: null, steps, updatesPerStep, ...rest },
    learningRate: rest.variant === "rate-1e-5" ? 1e-5 : 1e-4,
  });
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  return [
    ...banditAgentNames.flatMap((agent) =>
      numbers(agent === "bbb" || agent === "greedy" ? runs : 1).map((run) => game("main", agent, { run })),
    ),
    ...(Object.keys(priors) as BanditVariantName[]).flatMap((variant) =>
      numbers(variant === "stdDev-0.75" ? variants.runs : 1).map((run) => game("variants", "bbb", { run, variant, steps: variants.steps })),
    ),
    // beside the variants of a shorter game, so that individual runs can be compared
    ...numbers(variants.mainRuns).map((run) => game("variants", "bbb", { run: run + runs, steps: variants.steps })),
    ...(["bbb", "greedy"] as const).map((agent) => game("updates", agent, updates)),
  ];
}

const shared = {
  bufferSize: 4096,
  startPlays: 4096,
  /** A row of the record every so many steps. */
  recordEvery: 200,
  learning: { hidden: [100, 100], batchSize: 64, halveEvery: 5000, minusLogStdDevs: [0, 6] as readonly [number, number], dropout: 0.2 },
  /** The second environment's game; random plays before the first choice. */
  wheel: { steps: 2000, innerRadius: 0.9, startPlays: 15, learningRate: 1e-3, updatesPerStep: 4 },
};
type Settings = typeof shared & { readonly games: readonly BanditGame[] };

/** Figures 23 to 27: eat or leave, with a posterior over weights or without. */
export const banditMushroom = experiment({
  name: "bandit-mushroom",
  source: "weight-uncertainty",
  shows: "Figures 23-27",
  summary:
    "A bandit that eats mushrooms: regret of Thompson sampling with Bayes by backprop, greedy agents, dropout and exact linear regression.",
  budgets: {
    smoke: {
      ...shared,
      recordEvery: 2,
      wheel: { ...shared.wheel, steps: 40, updatesPerStep: 1 },
      games: gamesOfPlan({
        ...{ steps: 100, updatesPerStep: 1, runs: 1 },
        variants: { steps: 40, runs: 1, mainRuns: 1 },
        updates: { steps: 30, updatesPerStep: 8 },
      }),
    },
    default: {
      ...shared,
      games: gamesOfPlan({
        ...{ steps: publishedGame.steps, updatesPerStep: 4, runs: 1 },
        variants: { steps: 6000, runs: 2, mainRuns: 1 },
        updates: { steps: 1500, updatesPerStep: publishedGame.updatesPerStep },
      }),
    },
    paper: {
      ...shared,
      games: gamesOfPlan({
        ...{ ...publishedGame, runs: 3 },
        variants: { steps: publishedGame.steps, runs: 2, mainRuns: 0 },
        updates: { steps: publishedGame.steps, updatesPerStep: 4 },
      }),
    },
  },
  options: {
    agents: `who plays, by commas: ${banditAgentNames.join(", ")}; all unless given`,
    runs: "which runs of an agent, by commas: 1,2,3; all of the budget unless given",
    parts: "which games, by commas: main, variants, updates, wheel; all unless given",
  },
  checkOptions: chosenUnits,
  units: chosenUnits,
  async prepare({ key, load }) {
    const table = await load(dataSets.mushroom);
    const { values, width } = oneHot(table, { drop: "first" });
    const environment = bandits.mushroomBandit({ features: values, width, labels: table.labels });
    return { labels: table.labels, values, environment, root: key.child("bandit") };
  },
  perform,
  conclude,
  claims: banditMushroomClaims,
  figures: banditMushroomFigures,
  tables: banditMushroomTables,
});

/** The values of an option that takes some of a list, in the list's order. @throws BadInput for one that is not in it */
export function chosen<Name extends string>(option: string, text: string | undefined, known: readonly Name[]): readonly Name[] {
  if (text === undefined) return known;
  const named = text.split(",").map((part) => part.trim());
  const stranger = named.find((name) => !known.includes(name as Name));
  if (stranger !== undefined) throw badInput(`--option ${option}: "${stranger}", expected some of ${known.join(", ")}`);
  return known.filter((name) => named.includes(name));
}

type GameUnit = Unit & ({ readonly game: BanditGame } | { readonly wheelAgent: BanditAgentName });

/** Who plays what, by the options. @throws BadInput for a value that names none of the budget's */
function chosenUnits({ settings, options }: GivenOptions<Settings>): GameUnit[] {
  const agents = chosen("agents", options.agents, banditAgentNames);
  const parts = chosen("parts", options.parts, partNames);
  const runs = chosen("runs", options.runs, [...new Set(settings.games.map((game) => String(game.run)))]);
  const games = settings.games.filter(
    ({ part, agent, run }) => agents.includes(agent) && parts.includes(part) && runs.includes(String(run)),
  );
  return [
    ...games.map((game) => {
      const variant = game.variant ? `-${game.variant.toLowerCase()}` : "";
      return { name: `${game.part}-${game.agent}${variant}-run-${game.run}`, game };
    }),
    ...(parts.includes("wheel") ? agents.map((wheelAgent) => ({ name: `wheel-${wheelAgent}`, wheelAgent })) : []),
  ];
}

interface Mushrooms {
  readonly labels: Uint8Array;
  readonly values: Float32Array;
  readonly environment: bandits.BanditEnvironment;
  readonly root: Context<unknown>["key"];
}

async function* perform(unit: GameUnit, context: Context<Settings>, { labels, values, environment, root }: Mushrooms) {
  const { bufferSize, startPlays, recordEvery, learning, wheel } = context.settings;
  if ("wheelAgent" in unit) {
    const { steps, innerRadius, ...rest } = wheel;
    const keys = root.child("wheel");
    const own = keys.child(unit.wheelAgent);
    const scores = yield* play(context, {
      label: `wheel, ${banditAgentLabels[unit.wheelAgent]}`,
      ...{ name: unit.wheelAgent, learning: { ...learning, ...rest }, key: own, data: [] },
      ...{ environment: bandits.wheelBandit({ innerRadius }), steps, bufferSize, startPlays: wheel.startPlays },
      recordEvery: Math.ceil(steps / 2),
      // the same contexts for all
      keys: { start: keys.child("start"), contexts: keys.child("contexts"), own: own.child("game") },
    });
    return { wheel: wheelResult(unit.wheelAgent, scores) };
  }
  const { game } = unit;
  const { agent, run, variant, updatesPerStep, learningRate } = game;
  const ofRun = root.child("run").child(run);
  const own = ofRun.child(agent);
  const scores = yield* play(context, {
    label: `${banditAgentLabels[agent]}, run ${run}${variant ? `, ${variant}` : ""}, ${updatesPerStep} updates a step`,
    ...{ name: agent, key: own, data: [values, labels] },
    learning: { ...learning, minusLogStdDevs: variant ? priors[variant] : learning.minusLogStdDevs, updatesPerStep, learningRate },
    ...{ environment, steps: game.steps, bufferSize, startPlays, recordEvery },
    // one stored set of random plays serves every run of the source
    keys: { start: root.child("start"), contexts: ofRun.child("contexts"), own: own.child("game") },
  });
  return { game: { ...game, scores: columnsOf(scores) } };
}

export type BanditMushroomResult = ResultOf<typeof conclude>;
export type BanditGameResult = BanditMushroomResult["games"][number];
export type BanditScores = BanditGameResult["scores"];

function conclude(all: readonly ResultOf<typeof perform>[], { settings }: Context<Settings>, { labels }: Mushrooms) {
  const { steps, innerRadius, updatesPerStep } = settings.wheel;
  const environment = bandits.wheelBandit({ innerRadius });
  const uniform = environment.actions.map(() => 1 / environment.actions.length);
  const count = (label: number) => labels.filter((one) => one === label).length;
  return {
    edible: count(0),
    poisonous: count(1),
    bufferSize: settings.bufferSize,
    batchSize: settings.learning.batchSize,
    games: all.flatMap(({ game }) => game ?? []),
    wheel: {
      ...{ steps, innerRadius, updatesPerStep, uniformRegret: steps * bandits.blindRegret(environment, uniform) },
      games: all.flatMap(({ wheel }) => wheel ?? []),
    },
  };
}

/** The score every so many steps, in columns. Counts are cumulative. */
const columnsOf = (scores: readonly bandits.BanditScore[]) => ({
  step: scores.map(({ step }) => step),
  regret: scores.map(({ regret }) => regret),
  expectedRegret: scores.map(({ expectedRegret }) => expectedRegret),
  edibleLeft: scores.map(({ counts }) => counts[0][0]),
  edibleEaten: scores.map(({ counts }) => counts[0][1]),
  poisonousLeft: scores.map(({ counts }) => counts[1][0]),
  poisonousEaten: scores.map(({ counts }) => counts[1][1]),
});

/** Expected regret of the whole game and its last half; how often the action that pays highly was taken where it does, of how many times it could have been. */
function wheelResult(agent: BanditAgentName, scores: readonly bandits.BanditScore[]) {
  const [half, end] = [scores[0], scores[scores.length - 1]];
  const sum = (value: (quadrant: number) => number) => [1, 2, 3, 4].reduce((total, quadrant) => total + value(quadrant), 0);
  return {
    agent,
    expectedRegret: end.expectedRegret,
    lateExpectedRegret: end.expectedRegret - half.expectedRegret,
    highTaken: sum((quadrant) => end.counts[quadrant][quadrant]),
    highOffered: sum((quadrant) => end.counts[quadrant].reduce((total, count) => total + count, 0)),
  };
}
