import { asks, because, between, mean, measuredOver, publishedNumbers, type Said } from "@credence/lab";
import { type BanditAgentName, banditAgentLabels } from "./agents.ts";
import type { BanditGameResult, BanditMushroomResult } from "./bandit-mushroom.ts";
import {
  asPublished,
  blindAnchors,
  censored,
  convergence,
  convergenceRule,
  gamesOf,
  gameUntil,
  last,
  lateLine,
  percent,
  rowAt,
  shown,
  whole,
} from "./measures.ts";
import numbers from "./published.json" with { type: "json" };
import { variantClaims } from "./variant-claims.ts";

export const published = publishedNumbers(numbers);

type Result = BanditMushroomResult;
type Games = readonly BanditGameResult[];
type Claim = Said<Result>;

const externalClaim = (agent: BanditAgentName): Claim => {
  const [low, high] = published.list("external regret", agent);
  return {
    id: `external-${agent}`,
    variant: "external",
    statement: `${banditAgentLabels[agent]}: total regret after 50,000 steps, mean of our runs`,
    published: `${whole(low)} to ${whole(high)}`,
    measured: (result) =>
      measuredOver(
        gamesOf(result, { agent }).map(({ scores }) => last(scores.regret)),
        "runs",
      ),
    asks: because("the smallest and the largest regret that another reproduction published", between(low, high)),
    tested: (result) => asPublished(gamesOf(result, { agent })),
  };
};

/** The smallest share of variance that a line has to explain, and of the cost of its random actions that it has to rise by. */
const [straight, ofItsCost] = [0.98, 0.8];

/** "Linearly due to their taking random actions": the line through the expected regret, and the share of its slope that they alone cost. */
function linearClaims(agent: "epsilon-1" | "epsilon-5"): readonly Claim[] {
  const cost = (result: Result) => (agent === "epsilon-1" ? 0.01 : 0.05) * blindAnchors(result).uniform;
  const lines = (result: Result) => gamesOf(result, { agent }).map(({ scores }) => lateLine(scores));
  const of = (value: (line: ReturnType<typeof lateLine>, result: Result) => number): Pick<Claim, "measured" | "tested"> => ({
    measured: (result) => (lines(result).length > 0 ? lines(result).map((line) => value(line, result)) : null),
    tested: (result) => asPublished(gamesOf(result, { agent })),
  });
  return [
    {
      ...of(({ slope }) => slope),
      id: `linear-${agent}`,
      statement: `${banditAgentLabels[agent]}: regret grows linearly; line through the expected regret of the last half of the game`,
      published: "linear",
      shows: (_, result) =>
        lines(result)
          .map(({ slope, explained }) => `${slope.toFixed(3)} a step, ${percent(explained)} explained`)
          .join("; "),
      asks: (result) =>
        asks(
          `a line explains ${percent(straight)} or more and rises by ${(ofItsCost * cost(result)).toFixed(3)} a step or more, ${percent(ofItsCost)} of what its random actions alone cost`,
          () => lines(result).every(({ slope, explained }) => explained >= straight && slope >= ofItsCost * cost(result)),
        ),
    },
    {
      ...of(({ slope }, result) => cost(result) / slope),
      id: `linear-by-chance-${agent}`,
      statement: `${banditAgentLabels[agent]}: the regret grows because of the random actions; the share of the line's slope that they alone cost`,
      published: "because of the random actions",
      shows: (shares) => shares.map((share) => percent(share!)).join("; "),
      asks: asks("at least half", (shares) => shares.every((share) => share >= 0.5)),
    },
  ];
}

/** A statement on Bayes by backprop and the greedy agent: a number of each, of all their runs. */
const duel = (
  said: Pick<Claim, "id" | "statement" | "published" | "shows" | "asks">,
  values: (bayes: Games, greedy: Games, result: Result) => readonly number[],
): Claim => {
  const both = (result: Result) => [gamesOf(result, { agent: "bbb" }), gamesOf(result, { agent: "greedy" })] as const;
  return {
    ...said,
    measured: (result) => (both(result).every((games) => games.length > 0) ? values(...both(result), result) : null),
    tested: (result) => asPublished(...both(result)),
  };
};

/** Bayes by backprop run by run, each with the greedy agent of that run, as far as both were played. */
function pairsOf(result: Result) {
  const bayes = [...gamesOf(result, { agent: "bbb" }), ...gamesOf(result, { agent: "bbb", variant: "stdDev-0.75" })];
  const greedy = gamesOf(result, { agent: "greedy" });
  const pairs = bayes.flatMap((game) => {
    const other = greedy.find(({ run }) => run === game.run);
    if (!other) return [];
    const [ours, theirs] = [game, other].map((one) => gameUntil(one, Math.min(game.steps, other.steps)));
    const [own, others] = convergence(result, [ours, theirs]);
    const costlier = last(ours.scores.expectedRegret) > last(theirs.scores.expectedRegret);
    return [{ lost: censored([own]) > censored([others]) && costlier }];
  });
  return { bayes, greedy, pairs };
}

const meanAndRuns = (values: readonly number[]): string => `${whole(mean(values))} (${values.map(whole).join(", ")})`;
const percents = (values: readonly (number | null)[]) => values.map((value) => percent(value!)).join(" against ");
const wholes = (separator: string) => (values: readonly (number | null)[]) => values.map((value) => whole(value!)).join(separator);

/** Expected regret in the early stages: after a tenth of the game. */
const early = (games: Games) => games.map(({ scores, steps }) => scores.expectedRegret[rowAt(scores, 0.1 * steps)]);
const eatenShare = ({ scores, steps }: BanditGameResult): number => (last(scores.edibleEaten) + last(scores.poisonousEaten)) / steps;

/** Steps in which the greedy agent of Blundell et al. eats nothing. */
const silentSteps = 1000;
const begins = (games: Games) =>
  games.map((game) => eatenShare({ ...gameUntil(game, silentSteps), steps: Math.min(silentSteps, game.steps) }));
const meanCount = (games: Games, count: "poisonousEaten" | "edibleLeft") => mean(games.map(({ scores }) => last(scores[count])));

/** What a mistake costs in the mean: a poisonous mushroom eaten, an edible one left. */
const [poisonCost, leftCost] = [15, 5];

const duels: readonly Claim[] = [
  duel(
    {
      id: "bbb-converges-sooner",
      statement: "Bayes by backprop converges to the best actions sooner than the greedy agent: steps of each run",
      published: "sooner",
      shows: (_, result) =>
        (["bbb", "greedy"] as const).map((agent) => shown(convergence(result, gamesOf(result, { agent })))).join(" against "),
      asks: asks(
        `fewer steps in the mean over runs, the whole game where a run has not; ${convergenceRule}`,
        ([ours, theirs]) => ours! < theirs!,
      ),
    },
    (bayes, greedy, result) => [bayes, greedy].map((games) => censored(convergence(result, games))),
  ),
  {
    id: "bbb-not-always-better",
    statement:
      "Bayes by backprop is not better than the greedy agent in every run: runs that converge more slowly and have more expected regret than the greedy agent of that run, as far as both were played",
    published: "some runs",
    measured: (result) => (pairsOf(result).pairs.length > 0 ? pairsOf(result).pairs.filter(({ lost }) => lost).length : null),
    shows: ([lost], result) => `${lost} of ${pairsOf(result).pairs.length}`,
    asks: asks("one or more, of three or more pairs", ([lost]) => lost! > 0),
    tested(result) {
      const { bayes, greedy, pairs } = pairsOf(result);
      return asPublished(bayes, greedy) && pairs.length >= 3;
    },
  },
  duel(
    {
      id: "better-early-choices",
      statement:
        "Bayesian networks make better choices in the early stages: expected regret after a tenth of the game, mean over runs (each run)",
      published: "better",
      shows: (_, result) =>
        `${(["bbb", "greedy"] as const).map((agent) => meanAndRuns(early(gamesOf(result, { agent })))).join(" against ")} of the greedy agent`,
      asks: asks("less in the mean", ([ours, theirs]) => ours! < theirs!),
    },
    (bayes, greedy) => [mean(early(bayes)), mean(early(greedy))],
  ),
  duel(
    {
      id: "eating-rates-similar",
      statement: "The greedy agent eats about as often as Bayes by backprop: share of mushrooms eaten, mean over runs",
      published: "similar",
      shows: percents,
      asks: asks("within 5 points", ([theirs, ours]) => Math.abs(ours! - theirs!) <= 0.05),
    },
    (bayes, greedy) => [mean(greedy.map(eatenShare)), mean(bayes.map(eatenShare))],
  ),
  duel(
    {
      id: "greedy-eats-from-the-start",
      statement: `Unlike that of Blundell et al. the greedy agent does not begin by eating nothing: share of the first ${whole(silentSteps)} mushrooms eaten, least of its runs`,
      published: "similar to Bayes by backprop",
      shows: percents,
      asks: asks("at least half of the share that Bayes by backprop eats, mean over runs", ([theirs, ours]) => theirs! >= ours! / 2),
    },
    (bayes, greedy) => [Math.min(...begins(greedy)), mean(begins(bayes))],
  ),
  duel(
    {
      id: "greedy-eats-more-poison",
      statement: "The greedy agent eats more poisonous mushrooms than Bayes by backprop: mean over runs",
      published: "more",
      shows: wholes(" against "),
      asks: asks("more in the mean", ([theirs, ours]) => theirs! > ours!),
    },
    (bayes, greedy) => [meanCount(greedy, "poisonousEaten"), meanCount(bayes, "poisonousEaten")],
  ),
  duel(
    {
      id: "greedy-regret-from-poison",
      statement: `The greedy agent's additional regret is primarily due to the poison it eats: expected regret beyond that of Bayes by backprop, mean over runs, and what of it is poison eaten (${poisonCost} each; edible mushrooms left are the rest, ${leftCost} each)`,
      published: "primarily",
      shows: wholes(" of "),
      asks: asks("there is additional regret, and more than half of it is poison", ([poison, extra]) => extra! > 0 && poison! > extra! / 2),
    },
    (bayes, greedy) => {
      const more = (count: "poisonousEaten" | "edibleLeft") => meanCount(greedy, count) - meanCount(bayes, count);
      const poison = poisonCost * more("poisonousEaten");
      return [poison, poison + leftCost * more("edibleLeft")];
    },
  ),
];

/** Every published statement about the bandit. */
export const banditMushroomClaims: readonly Claim[] = [
  ...(["bbb", "greedy", "epsilon-1", "epsilon-5"] as const).map(externalClaim),
  ...(["epsilon-1", "epsilon-5"] as const).flatMap(linearClaims),
  ...duels,
  ...variantClaims,
];
