import {
  badInput,
  type Context,
  dataSets,
  type Experiment,
  type GivenOptions,
  oneHot,
  type Part,
  type Progress,
  type ResumableStep,
} from "@credence/lab";
import { bandits } from "credence";
import { type BanditAgentName, type BanditLearning, banditAgent, banditAgentLabels, banditAgentNames } from "./agents.ts";
import { banditMushroomClaims } from "./claims.ts";
import { publishedGame } from "./published.ts";
import { banditMushroomReport } from "./report.ts";
import type { BanditGameResult, BanditMushroomResult, BanditPart, BanditScores, BanditVariantName } from "./result.ts";
import { playWheel, type WheelSettings } from "./wheel.ts";

/** A game to be played. */
export type BanditGameSettings = Omit<BanditGameResult, "scores">;

/** What the games of a budget are. */
export type BanditMushroomSettings = {
  readonly bufferSize: number;
  readonly startPlays: number;
  /** A row of the record every so many steps. */
  readonly recordEvery: number;
  readonly learning: Omit<BanditLearning, "updatesPerStep" | "learningRate">;
  readonly games: readonly BanditGameSettings[];
  readonly wheel: WheelSettings;
};

/** -log of the prior's standard deviations. The source names 0.75 and 1 for the first; its wide and narrow ones are not known. */
const priors: Readonly<Record<BanditVariantName | "main", readonly [number, number]>> = {
  main: [0, 6],
  "stdDev-0.75": [-Math.log(0.75), 6],
  "rate-1e-5": [0, 6],
  "prior-wide": [-1, 6],
  "prior-narrow": [2, 6],
};

const learningRate = 1e-4;
const rateOf = (variant: BanditVariantName | null): number => (variant === "rate-1e-5" ? 1e-5 : learningRate);

interface Plan {
  readonly steps: number;
  readonly updatesPerStep: number;
  /** Runs of Bayes by backprop and greedy; the others have one. */
  readonly runs: number;
  readonly variants: { readonly steps: number; readonly runs: Readonly<Record<BanditVariantName, number>>; readonly mainRuns: number };
  readonly updates: { readonly steps: number; readonly updatesPerStep: number };
}

function gamesOfPlan({ steps, updatesPerStep, runs, variants, updates }: Plan): BanditGameSettings[] {
  const game = (part: BanditPart, agent: BanditAgentName, rest: Partial<BanditGameSettings>): BanditGameSettings => ({
    part,
    agent,
    run: 1,
    variant: null,
    steps,
    updatesPerStep,
    ...rest,
    learningRate: rateOf(rest.variant ?? null),
  });
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  return [
    ...banditAgentNames.flatMap((agent) =>
      numbers(agent === "bbb" || agent === "greedy" ? runs : 1).map((run) => game("main", agent, { run })),
    ),
    ...(Object.entries(variants.runs) as [BanditVariantName, number][]).flatMap(([variant, count]) =>
      numbers(count).map((run) => game("variants", "bbb", { run, variant, steps: variants.steps })),
    ),
    // beside the variants of a shorter game, so that individual runs can be compared
    ...numbers(variants.mainRuns).map((run) => game("variants", "bbb", { run: run + runs, steps: variants.steps })),
    ...(["bbb", "greedy"] as const).map((agent) => game("updates", agent, updates)),
  ];
}

const shared = {
  bufferSize: 4096,
  startPlays: 4096,
  learning: { hidden: [100, 100], batchSize: 64, halveEvery: 5000, minusLogStdDevs: priors.main, dropout: 0.2 },
} as const;

const wheel = { innerRadius: 0.9, startPlays: 15, learningRate: 1e-3, updatesPerStep: 4 };

/** Figures 23 to 27: eat or leave, with a posterior over weights or without. */
export const banditMushroom: Experiment<BanditMushroomResult, BanditMushroomSettings> = {
  name: "bandit-dataSets.mushroom",
  source: "weight-uncertainty",
  shows: "Figures 23-27",
  summary:
    "A bandit that eats mushrooms: regret of Thompson sampling with Bayes by backprop, greedy agents, dropout and exact linear regression.",
  budgets: {
    smoke: {
      ...shared,
      recordEvery: 2,
      wheel: { ...wheel, steps: 40, updatesPerStep: 1 },
      games: gamesOfPlan({
        steps: 100,
        updatesPerStep: 1,
        runs: 1,
        variants: { steps: 40, runs: { "stdDev-0.75": 1, "rate-1e-5": 1, "prior-wide": 1, "prior-narrow": 1 }, mainRuns: 1 },
        updates: { steps: 30, updatesPerStep: 8 },
      }),
    },
    default: {
      ...shared,
      recordEvery: 200,
      wheel: { ...wheel, steps: 2000 },
      games: gamesOfPlan({
        steps: publishedGame.steps,
        updatesPerStep: 4,
        runs: 1,
        variants: { steps: 6000, runs: { "stdDev-0.75": 2, "rate-1e-5": 1, "prior-wide": 1, "prior-narrow": 1 }, mainRuns: 1 },
        updates: { steps: 1500, updatesPerStep: publishedGame.updatesPerStep },
      }),
    },
    paper: {
      ...shared,
      recordEvery: 200,
      wheel: { ...wheel, steps: 2000 },
      games: gamesOfPlan({
        ...publishedGame,
        runs: 3,
        variants: {
          steps: publishedGame.steps,
          runs: { "stdDev-0.75": 2, "rate-1e-5": 1, "prior-wide": 1, "prior-narrow": 1 },
          mainRuns: 0,
        },
        updates: { steps: publishedGame.steps, updatesPerStep: 4 },
      }),
    },
  },
  options: {
    agents: `who plays, by commas: ${banditAgentNames.join(", ")}; all unless given`,
    runs: "which runs of an agent, by commas: 1,2,3; all of the budget unless given",
    parts: "which games, by commas: main, variants, updates, wheel; all unless given",
  },
  checkOptions: chosenGames,
  parts: partsOf,
  run,
  claims: banditMushroomClaims,
  report: banditMushroomReport,
};

const partNames = ["main", "variants", "updates", "wheel"] as const;

/** The values of an option that takes some of a list, in the list's order. @throws BadInput for one that is not in it */
export function chosen<Name extends string>(option: string, text: string | undefined, known: readonly Name[]): readonly Name[] {
  if (text === undefined) return known;
  const named = text.split(",").map((part) => part.trim());
  const stranger = named.find((name) => !known.includes(name as Name));
  if (stranger !== undefined) throw badInput(`--option ${option}: "${stranger}", expected some of ${known.join(", ")}`);
  return known.filter((name) => named.includes(name));
}

/** Who plays what, by the options. @throws BadInput for a value that names none of the budget's */
function chosenGames({ settings, options }: GivenOptions<BanditMushroomSettings>) {
  const allRuns = [...new Set(settings.games.map((game) => String(game.run)))];
  return {
    agents: chosen("agents", options.agents, banditAgentNames),
    parts: chosen("parts", options.parts, partNames),
    runs: chosen("runs", options.runs, allRuns),
  };
}

/** A run of an agent each; the variants of a run stay together, and so do an agent's wheel games. */
function partsOf(given: GivenOptions<BanditMushroomSettings>): Part[] {
  const { agents, parts, runs } = chosenGames(given);
  const taken = given.settings.games.filter(
    ({ part, agent, run }) => parts.includes(part) && agents.includes(agent) && runs.includes(String(run)),
  );
  const options = [
    ...taken.map(({ part, agent, run }) => ({ parts: part, agents: agent, runs: String(run) })),
    ...(parts.includes("wheel") ? agents.map((agent) => ({ parts: "wheel", agents: agent })) : []),
  ];
  return [...new Map(options.map((one) => [Object.values(one).join("-"), one]))].map(([name, one]) => ({ name, options: one }));
}

async function* run(context: Context<BanditMushroomSettings>): AsyncGenerator<Progress, BanditMushroomResult, void> {
  const { settings, key } = context;
  const { agents, parts, runs } = chosenGames(context);

  const table = await context.load(dataSets.mushroom);
  const { values, width } = oneHot(table, { drop: "first" });
  const environment = bandits.mushroomBandit({ features: values, width, labels: table.labels });
  const root = key.child("bandit");

  const games: BanditGameResult[] = [];
  for (const game of settings.games) {
    if (!agents.includes(game.agent) || !parts.includes(game.part) || !runs.includes(String(game.run))) continue;
    games.push({ ...game, scores: yield* play(game) });
  }
  return {
    edible: table.labels.filter((label) => label === 0).length,
    poisonous: table.labels.filter((label) => label === 1).length,
    bufferSize: settings.bufferSize,
    batchSize: settings.learning.batchSize,
    games,
    wheel: yield* playWheel(context, {
      agents: parts.includes("wheel") ? agents : [],
      learning: settings.learning,
      key: root.child("wheel"),
    }),
  };

  async function* play(game: BanditGameSettings): AsyncGenerator<Progress, BanditScores, void> {
    const { bufferSize, startPlays, recordEvery } = settings;
    const minusLogStdDevs = priors[game.variant ?? "main"];
    const learning = { ...settings.learning, minusLogStdDevs, updatesPerStep: game.updatesPerStep, learningRate: game.learningRate };
    const ofRun = root.child("run").child(game.run);
    const own = ofRun.child(game.agent);
    return yield* context.resumable({
      label: labelOf(game),
      unit: "steps",
      computation: "bandit-dataSets.mushroom",
      determinedBy: { game: "dataSets.mushroom", agent: game.agent, steps: game.steps, bufferSize, startPlays, recordEvery, learning },
      key: own,
      data: [values, table.labels],
      async *start(resume): AsyncGenerator<ResumableStep, BanditScores, void> {
        const agent = banditAgent(game.agent, { environment, learning }, own.child("learning"));
        try {
          const playing = bandits.playBandit(
            {
              environment,
              agent,
              steps: game.steps,
              bufferSize,
              startPlays,
              recordEvery,
              // one stored set of random plays serves every run of the source
              keys: { start: root.child("start"), contexts: ofRun.child("contexts"), own: own.child("game") },
            },
            { resume },
          );
          for (;;) {
            const next = await playing.next();
            if (next.done) return columnsOf(next.value);
            const { step, steps, checkpoint } = next.value;
            yield { done: step, total: steps, checkpoint };
          }
        } finally {
          agent.dispose();
        }
      },
    });
  }
}

const labelOf = ({ agent, run, variant, updatesPerStep }: BanditGameSettings): string =>
  `${banditAgentLabels[agent]}, run ${run}${variant ? `, ${variant}` : ""}, ${updatesPerStep} updates a step`;

const columnsOf = (scores: readonly bandits.BanditScore[]): BanditScores => ({
  step: scores.map(({ step }) => step),
  regret: scores.map(({ regret }) => regret),
  expectedRegret: scores.map(({ expectedRegret }) => expectedRegret),
  edibleLeft: scores.map(({ counts }) => counts[0][0]),
  edibleEaten: scores.map(({ counts }) => counts[0][1]),
  poisonousLeft: scores.map(({ counts }) => counts[1][0]),
  poisonousEaten: scores.map(({ counts }) => counts[1][1]),
});
