import { asks, below, explained, measuredOver, type Reason, type Said } from "@credence/lab";
import { type AgentName, agentNames } from "./agents.ts";
import type { ExplorationGame, ThompsonResult } from "./thompson-exploration.ts";

type Claim = Said<ThompsonResult>;

/** Games of an agent; 0 is cart-pole. */
export const gamesOf = ({ games }: ThompsonResult, agent: AgentName, size: number): readonly ExplorationGame[] =>
  games.filter((game) => game.agent === agent && game.size === size);

/** Episodes until a game is solved; those of the whole game where it never is, which is a lower bound. */
export const episodesOf = ({ solvedAt, episodes }: ExplorationGame): number => solvedAt ?? episodes;

/** Mean over seeds; undefined where none was played. */
const meanEpisodes = (result: ThompsonResult, agent: AgentName, size: number) =>
  measuredOver(gamesOf(result, agent, size).map(episodesOf), "runs");

const tested: Claim["tested"] = (_, budget) => budget !== "smoke";
const published = "Bayesian reinforcement learning for decision-making under uncertainty";

const sooner = (agent: AgentName, size: number): Claim => ({
  id: `${agent}-sea-${size}`,
  statement: `The ${agentNames[agent]} finds the treasure of a sea of N = ${size} sooner than epsilon-greedy: episodes until it is solved, a game that is not counts with all of its own`,
  published,
  measured: (result) => [meanEpisodes(result, agent, size), meanEpisodes(result, "greedy", size)],
  asks: asks("the first at most half of the second", ([own, greedy]) => own! <= greedy! / 2),
  shows: 0,
  tested,
});

const claims: readonly Claim[] = [
  ...([10, 20, 30] as const).flatMap((size) => [sooner("bootstrapped", size), sooner("thompson", size)]),
  {
    id: "bootstrapped-polynomial",
    statement:
      "The bootstrapped ensemble's episodes grow with N as a power of at most 3, where random actions need 2 to the N: log of N = 30 over N = 10, to base 3",
    published: "at most 3",
    measured(result) {
      const [small, large] = [10, 30].map((size) => meanEpisodes(result, "bootstrapped", size)?.value);
      if (small === undefined || large === undefined) return undefined;
      // a game that was not solved has no number of episodes
      return gamesOf(result, "bootstrapped", 30).some(({ solvedAt }) => solvedAt === null) ? null : Math.log(large / small) / Math.log(3);
    },
    asks: below(3),
    tested,
  },
  ...(Object.keys(agentNames) as AgentName[]).map(
    (agent): Claim => ({
      id: `${agent}-cart-pole`,
      statement: `The ${agentNames[agent]} balances the pole: episodes until the mean return of 100 is 195 or more, none in excess of the game`,
      published,
      measured(result) {
        const games = gamesOf(result, agent, 0);
        return games.some(({ solvedAt }) => solvedAt === null) ? null : measuredOver(games.map(episodesOf), "runs");
      },
      asks: asks("in every game", ([episodes]) => episodes! > 0),
      tested,
    }),
  ),
];

const forgetful: Reason = {
  because: "the source did not measure it",
  evidence:
    "A mean-field posterior is as sure of an action tried often whatever may follow it, so that doubt about later steps does not reach the first: in six games of 400 to 1,000 episodes no treasure was found (budget default).",
};

/** What one game of a short budget leaves open. */
const reasons: Readonly<Record<string, Reason>> = {
  "bootstrapped-sea-30": {
    because: "shorter training",
    at: "default",
    evidence:
      "The game ends after 1,000 episodes, which then count for epsilon-greedy although it found no treasure: the ensemble, which solved it in 742, cannot need half of that (budget default).",
  },
  "bootstrapped-cart-pole": {
    because: "shorter training",
    at: "default",
    evidence: "The mean return of 100 is at its highest, 193.2, two episodes before the 300 of budget default end; budget paper has 600.",
  },
  "thompson-cart-pole": {
    because: "shorter training",
    at: "default",
    evidence: "The mean return of 100 is at its highest, 154.9, one episode before the 300 of budget default end; budget paper has 600.",
  },
  "greedy-cart-pole": {
    because: "the source did not measure it",
    at: "default",
    evidence:
      "The mean return of 100 reaches 193.9 at episode 173, then falls to 128.6: a Q-network can unlearn what it did (one game of budget default).",
  },
};

/** What the overview says of reinforcement learning, held by measures. */
export const thompsonClaims: readonly Claim[] = explained(claims, {
  ...Object.fromEntries([10, 20, 30].map((size) => [`thompson-sea-${size}`, forgetful])),
  ...reasons,
});
