import { type Context, experiment, type GivenOptions, type ResultOf, seeds } from "@credence/lab";
import { reinforcement } from "credence";
import { agentNames, agentOf, agents, recipes } from "./agents.ts";
import { thompsonClaims } from "./claims.ts";
import { thompsonFigures, thompsonTables } from "./figures.ts";

/** Episodes after which a game ends unsolved, by size of the sea; and of cart-pole. */
interface Settings {
  readonly seas: readonly { readonly size: number; readonly episodes: number; readonly seeds: number }[];
  readonly cart: { readonly episodes: number; readonly seeds: number };
}

const sea = (size: number, episodes: number, seeds: number) => ({ size, episodes, seeds });
const budgets: Readonly<Record<"smoke" | "default" | "paper", Settings>> = {
  smoke: { seas: [sea(5, 40, 1)], cart: { episodes: 8, seeds: 1 } },
  default: { seas: [sea(10, 400, 3), sea(20, 1000, 2), sea(30, 1000, 1)], cart: { episodes: 300, seeds: 1 } },
  paper: { seas: [sea(10, 2000, 10), sea(20, 2000, 10), sea(30, 2000, 10)], cart: { episodes: 600, seeds: 10 } },
};

/** A sea is solved where 8 of 10 episodes in a row of 20 find the treasure; cart-pole as Gymnasium says of its first version. */
const rules = { sea: { window: 20, meanReturn: 0.8 }, cart: { window: 100, meanReturn: 195 } };

function units({ settings: { seas, cart } }: GivenOptions<Settings>) {
  const named = (game: string, agent: string, seed: number) => `${game}-${agent}-${seed}`;
  return [
    ...seas.flatMap(({ size, episodes, seeds: count }) =>
      agents.flatMap((agent) =>
        seeds(count).map((seed) => ({ name: named(`sea-${size}`, agent, seed), kind: "sea" as const, size, agent, seed, episodes })),
      ),
    ),
    ...agents.flatMap((agent) =>
      seeds(cart.seeds).map((seed) => ({
        name: named("cart", agent, seed),
        kind: "cart" as const,
        size: 0,
        agent,
        seed,
        episodes: cart.episodes,
      })),
    ),
  ];
}

async function* perform(unit: ReturnType<typeof units>[number], { key, resumable }: Context<Settings>) {
  const { kind, size, agent: name, seed, episodes } = unit;
  const run = key.child(kind).child(size).child(seed);
  // agents of one seed dive in the same sea
  const environment = kind === "sea" ? reinforcement.deepSea({ size, key: run.child("sea") }) : reinforcement.cartPole({ stepLimit: 200 });
  const own = run.child(name);
  const agent = agentOf(name, { environment, recipe: recipes[kind] }, own.child("learning"));
  const game = { environment, agent, episodes, bufferSize: 10_000, solved: rules[kind] };
  try {
    const { returns, solvedAt } = yield* resumable({
      ...{ label: `${agentNames[name]}, ${environment.name}, seed ${seed}`, unit: "episodes", computation: "thompson-exploration" },
      ...{ determinedBy: reinforcement.episodeGameSettings(game), key: own, data: [] },
      start: (resume) => reinforcement.playEpisodes({ ...game, key: own.child("game") }, { resume }),
    });
    return { kind, size, agent: name, seed, episodes, solvedAt, returns: returns.map((one) => Number(one.toFixed(4))) };
  } finally {
    agent.dispose();
  }
}

export type ExplorationGame = ResultOf<typeof perform>;
export type ThompsonResult = { readonly games: readonly ExplorationGame[] };

/** Do agents that act by a draw of a belief find what agents that act at random do not? */
export const thompsonExploration = experiment({
  name: "thompson-exploration",
  source: "overview",
  shows: "Applications: reinforcement learning",
  question: "Does a belief over action values explore where random actions do not?",
  summary:
    "Bayesian reinforcement learning on a chain that asks for deep exploration (deep sea, N = 10, 20, 30) and on cart-pole: an ensemble with randomised priors and Bayes by backprop against epsilon-greedy.",
  budgets,
  units,
  perform,
  conclude: (games): ThompsonResult => ({ games }),
  claims: thompsonClaims,
  figures: thompsonFigures,
  tables: thompsonTables,
});
