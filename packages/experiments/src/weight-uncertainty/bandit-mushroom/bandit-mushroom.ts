import { type Context, chosen, dataSets, experiment, type GivenOptions, oneHot, type ResultOf } from "@credence/lab";
import { bandits } from "credence";
import { type BanditAgentName, banditAgentNames, learning } from "./agents.ts";
import { banditMushroomClaims } from "./claims.ts";
import { banditMushroomFigures } from "./figures.ts";
import { play } from "./games.ts";
import { banditMushroomTables } from "./tables.ts";

/** Settings of Bayes by backprop that differ from the main comparison's. The source names 0.75; its wide and narrow priors are not known. */
const variantLearning = {
  "stdDev-0.75": { minusLogStdDevs: [-Math.log(0.75), 6] },
  "rate-1e-5": { learningRate: 1e-5 },
  "prior-wide": { minusLogStdDevs: [-1, 6] },
  "prior-narrow": { minusLogStdDevs: [2, 6] },
};
export type BanditVariantName = keyof typeof variantLearning;
const variantNames = Object.keys(variantLearning) as BanditVariantName[];

const wheel = { steps: 2000, innerRadius: 0.9, startPlays: 15, learningRate: 1e-3, updatesPerStep: 4 };
const shared = { bufferSize: 4096, startPlays: 4096, recordEvery: 200, learning, wheel };
/**
 * The comparison of agents, with runs of Bayes by backprop and greedy (the others have one); variants, with runs of the prior with 0.75 (the
 * others have one) and further runs of the main comparison as short as they are; and another number of minibatches a step.
 */
const budgets = {
  smoke: {
    ...{ ...shared, recordEvery: 2, wheel: { ...wheel, steps: 40, updatesPerStep: 1 } },
    main: { steps: 100, updatesPerStep: 1, runs: 1 },
    variants: { steps: 40, runs: 1, mainRuns: 1 },
    updates: { steps: 30, updatesPerStep: 8 },
  },
  default: {
    ...shared,
    main: { steps: 50_000, updatesPerStep: 4, runs: 1 },
    variants: { steps: 6000, runs: 2, mainRuns: 1 },
    updates: { steps: 1500, updatesPerStep: 64 },
  },
  paper: {
    ...shared,
    main: { steps: 50_000, updatesPerStep: 64, runs: 3 },
    variants: { steps: 50_000, runs: 2, mainRuns: 0 },
    updates: { steps: 50_000, updatesPerStep: 4 },
  },
};
type Settings = (typeof budgets)["smoke"];

type Part = "main" | "variants" | "updates";
type Runs = Partial<Settings["updates"]> & { readonly runs?: number; readonly after?: number; readonly variant?: BanditVariantName };

/** The games with mushrooms of a budget. */
function gamesOf({ main: { runs, ...length }, variants: { runs: narrowRuns, mainRuns, ...shorter }, updates }: Settings) {
  const games = (part: Part, agent: BanditAgentName, { runs = 1, after = 0, variant, ...own }: Runs) => {
    const { learningRate } = { ...learning, ...(variant && variantLearning[variant]) };
    const game = { part, agent, run: 1, variant: variant ?? null, ...length, ...own, learningRate };
    return Array.from({ length: runs }, (_, i) => ({ ...game, run: after + i + 1 }));
  };
  const ofVariant = (variant: BanditVariantName) =>
    games("variants", "bbb", { ...shorter, variant, runs: variant === "stdDev-0.75" ? narrowRuns : 1 });
  return [
    ...banditAgentNames.flatMap((agent) => games("main", agent, { runs: agent === "bbb" || agent === "greedy" ? runs : 1 })),
    ...variantNames.flatMap(ofVariant),
    ...games("variants", "bbb", { ...shorter, runs: mainRuns, after: runs }),
    ...games("updates", "bbb", updates),
    ...games("updates", "greedy", updates),
  ];
}

/** Games with mushrooms, and with the wheel by agent. @throws BadInput for an option that names none of the budget's */
function units({ settings, options }: GivenOptions<Settings>) {
  const games = gamesOf(settings);
  const agents = chosen("agents", options.agents, banditAgentNames);
  const parts = chosen("parts", options.parts, ["main", "variants", "updates", "wheel"]);
  const runs = chosen("runs", options.runs, [...new Set(games.map(({ run }) => run))]);
  const taken = games.filter(({ part, agent, run }) => parts.includes(part) && agents.includes(agent) && runs.includes(run));
  const named = ({ part, agent, run, variant }: (typeof games)[number]) =>
    [part, agent, variant ?? [], "run", run].flat().join("-").toLowerCase();
  return [
    ...taken.map((game) => ({ name: named(game), ...game })),
    ...(parts.includes("wheel") ? agents : []).map((agent) => ({ name: `wheel-${agent}`, part: "wheel" as const, agent })),
  ];
}

async function prepare({ load }: Context<Settings>) {
  const { labels, ...table } = await load(dataSets.mushroom);
  const { values: features, width } = oneHot(table, { drop: "first" });
  return { labels, features, environment: bandits.mushroomBandit({ features, width, labels }) };
}
type Mushrooms = Awaited<ReturnType<typeof prepare>>;

async function* perform({ name: _, ...unit }: ReturnType<typeof units>[number], context: Context<Settings>, mushrooms: Mushrooms) {
  const { bufferSize, startPlays, recordEvery, learning, wheel } = context.settings;
  const root = context.key.child("bandit");
  const { agent } = unit;
  if (unit.part === "wheel") {
    const { steps, innerRadius, startPlays, ...rates } = wheel;
    const environment = bandits.wheelBandit({ innerRadius });
    const half = { environment, steps, bufferSize, startPlays, recordEvery: Math.ceil(steps / 2) };
    const run = root.child("wheel");
    const keys = { start: run.child("start"), run };
    const record = yield* play(context, { ...half, agent, words: "wheel", learning: { ...learning, ...rates }, keys, data: [] });
    const [middle, { expectedRegret, counts }] = [record[0], record[record.length - 1]];
    const lateExpectedRegret = expectedRegret - middle.expectedRegret;
    // how often the action that pays highly was taken where it does, of how many times it could have been
    const outer = counts.slice(1);
    const highTaken = outer.reduce((total, taken, quadrant) => total + taken[quadrant + 1], 0);
    const highOffered = outer.flat().reduce((total, count) => total + count, 0);
    return { wheel: { agent, expectedRegret, lateExpectedRegret, highTaken, highOffered } };
  }
  const { run, variant, steps, updatesPerStep, learningRate } = unit;
  const record = yield* play(context, {
    ...{ environment: mushrooms.environment, steps, bufferSize, startPlays, recordEvery, agent },
    words: `run ${run}${variant ? `, ${variant}` : ""}, ${updatesPerStep} updates a step`,
    learning: { ...learning, ...(variant && variantLearning[variant]), updatesPerStep, learningRate },
    // one stored set of random plays serves every run of the source
    keys: { start: root.child("start"), run: root.child("run").child(run) },
    data: [mushrooms.features, mushrooms.labels],
  });
  const column = (of: (score: bandits.BanditScore) => number) => record.map(of);
  const scores = {
    step: column(({ step }) => step),
    regret: column(({ regret }) => regret),
    expectedRegret: column(({ expectedRegret }) => expectedRegret),
    edibleLeft: column(({ counts }) => counts[0][0]),
    edibleEaten: column(({ counts }) => counts[0][1]),
    poisonousLeft: column(({ counts }) => counts[1][0]),
    poisonousEaten: column(({ counts }) => counts[1][1]),
  };
  return { game: { ...unit, scores } };
}

function conclude(values: readonly ResultOf<typeof perform>[], { settings }: Context<Settings>, { labels }: Mushrooms) {
  const { bufferSize, learning, wheel } = settings;
  const { steps, innerRadius, updatesPerStep } = wheel;
  const environment = bandits.wheelBandit({ innerRadius });
  const atRandom = environment.actions.map(() => 1 / environment.actions.length);
  const uniformRegret = steps * bandits.blindRegret(environment, atRandom);
  const poisonous = labels.filter((label) => label === 1).length;
  return {
    ...{ edible: labels.length - poisonous, poisonous, bufferSize, batchSize: learning.batchSize },
    games: values.flatMap(({ game }) => game ?? []),
    wheel: { steps, innerRadius, updatesPerStep, uniformRegret, games: values.flatMap((value) => value.wheel ?? []) },
  };
}

export type BanditMushroomResult = ResultOf<typeof conclude>;

/** Figures 23 to 27: eat or leave, with a posterior over weights or without. */
export const banditMushroom = experiment({
  name: "bandit-mushroom",
  source: "weight-uncertainty",
  shows: "Figures 23-27",
  question: "Does weight uncertainty explore well in a contextual bandit?",
  summary:
    "A bandit that eats mushrooms: regret of Thompson sampling with Bayes by backprop, greedy agents, dropout and exact linear regression.",
  budgets,
  options: {
    agents: `who plays, by commas: ${banditAgentNames.join(", ")}; all unless given`,
    runs: "which runs of an agent, by commas: 1,2,3; all of the budget unless given",
    parts: "which games, by commas: main, variants, updates, wheel; all unless given",
  },
  checkOptions: units,
  units,
  prepare,
  perform,
  conclude,
  claims: banditMushroomClaims,
  figures: banditMushroomFigures,
  tables: banditMushroomTables,
});
