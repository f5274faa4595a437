import { type Claim, mean, spreadOf, verdictOf } from "@credence/lab";
import { type BanditAgentName, banditAgentLabels } from "./agents.ts";
import { blindAnchors, gamesOf, gameUntil, last, lateLine, rowAt } from "./measures.ts";
import { externalRegret } from "./published.ts";
import type { BanditGameResult, BanditMushroomResult } from "./result.ts";
import { asPublished, censored, convergence, convergenceRule, percent, shown, whole } from "./rules.ts";
import { banditVariantClaims } from "./variant-claims.ts";

/** Every published statement about the bandit, with what was measured. */
export function banditMushroomClaims(result: BanditMushroomResult): Claim[] {
  return [
    ...externalClaims(result),
    ...(["epsilon-1", "epsilon-5"] as const).flatMap((agent) => [linearClaim(result, agent), randomShareClaim(result, agent)]),
    soonerClaim(result),
    notInEveryRunClaim(result),
    earlyChoicesClaim(result),
    eatingClaim(result),
    eatsFromTheStartClaim(result),
    poisonClaim(result),
    poisonShareClaim(result),
    ...banditVariantClaims(result),
  ];
}

const finalRegrets = (games: readonly BanditGameResult[]): number[] => games.map(({ scores }) => last(scores.regret));

function externalClaims(result: BanditMushroomResult): Claim[] {
  return (Object.entries(externalRegret) as [BanditAgentName, readonly [number, number]][]).map(([agent, [low, high]]) => {
    const games = gamesOf(result, { agent });
    const regrets = finalRegrets(games);
    const measured = regrets.length > 0 ? mean(regrets) : null;
    return {
      id: `external-${agent}`,
      variant: "external",
      statement: `${banditAgentLabels[agent]}: total regret after 50,000 steps, mean of our runs`,
      published: `${whole(low)} to ${whole(high)}`,
      measured,
      spread: spreadOf(regrets),
      tolerance: "between the smallest and the largest regret that another reproduction published",
      verdict: verdictOf(asPublished(games), measured !== null && measured >= low && measured <= high),
    };
  });
}

/** The smallest share of variance that a line has to explain, and of the cost of its random actions that it has to rise by. */
const [straight, ofItsCost] = [0.98, 0.8];

type EpsilonAgent = "epsilon-1" | "epsilon-5";

/** Expected regret a step of the agent's random actions alone. */
const randomCost = (result: BanditMushroomResult, agent: EpsilonAgent): number =>
  (agent === "epsilon-1" ? 0.01 : 0.05) * blindAnchors(result).uniform;

function linearClaim(result: BanditMushroomResult, agent: EpsilonAgent): Claim {
  const games = gamesOf(result, { agent });
  const cost = randomCost(result, agent);
  const lines = games.map(({ scores }) => lateLine(scores));
  return {
    id: `linear-${agent}`,
    variant: "as stated",
    statement: `${banditAgentLabels[agent]}: regret grows linearly; line through the expected regret of the last half of the game`,
    published: "linear",
    measured:
      lines.length === 0
        ? null
        : lines.map(({ slope, explained }) => `${slope.toFixed(3)} a step, ${percent(explained)} explained`).join("; "),
    spread: null,
    tolerance: `a line explains ${percent(straight)} or more and rises by ${(ofItsCost * cost).toFixed(3)} a step or more, ${percent(ofItsCost)} of what its random actions alone cost`,
    verdict: verdictOf(
      asPublished(games),
      lines.every(({ slope, explained }) => explained >= straight && slope >= ofItsCost * cost),
    ),
  };
}

/** "Linearly due to their taking random actions": the share of what they cost, in the slope of the line. */
function randomShareClaim(result: BanditMushroomResult, agent: EpsilonAgent): Claim {
  const games = gamesOf(result, { agent });
  const shares = games.map(({ scores }) => randomCost(result, agent) / lateLine(scores).slope);
  return {
    id: `linear-by-chance-${agent}`,
    variant: "as stated",
    statement: `${banditAgentLabels[agent]}: the regret grows because of the random actions; the share of the line's slope that they alone cost`,
    published: "because of the random actions",
    measured: shares.length === 0 ? null : shares.map(percent).join("; "),
    spread: null,
    tolerance: "at least half",
    verdict: verdictOf(
      asPublished(games),
      shares.every((share) => share >= 0.5),
    ),
  };
}

/** The two agents that most statements compare, and whether both have played. */
function duel(result: BanditMushroomResult) {
  const [bayes, greedy] = [gamesOf(result, { agent: "bbb" }), gamesOf(result, { agent: "greedy" })];
  return { bayes, greedy, there: bayes.length > 0 && greedy.length > 0 };
}

function soonerClaim(result: BanditMushroomResult): Claim {
  const { bayes, greedy, there } = duel(result);
  const [ours, theirs] = [convergence(result, bayes), convergence(result, greedy)];
  return {
    id: "bbb-converges-sooner",
    variant: "as stated",
    statement: "Bayes by backprop converges to the best actions sooner than the greedy agent: steps of each run",
    published: "sooner",
    measured: there ? `${shown(ours)} against ${shown(theirs)}` : null,
    spread: null,
    tolerance: `fewer steps in the mean over runs, the whole game where a run has not; ${convergenceRule}`,
    verdict: verdictOf(asPublished(bayes, greedy), there && censored(ours) < censored(theirs)),
  };
}

function notInEveryRunClaim(result: BanditMushroomResult): Claim {
  const bayes = [...gamesOf(result, { agent: "bbb" }), ...gamesOf(result, { agent: "bbb", variant: "stdDev-0.75" })];
  const greedy = gamesOf(result, { agent: "greedy" });
  const pairs = bayes.flatMap((game) => {
    const other = greedy.find(({ run }) => run === game.run);
    if (!other) return [];
    const steps = Math.min(game.steps, other.steps);
    const [ours, theirs] = [game, other].map((one) => gameUntil(one, steps));
    return [
      { later: convergedLater(result, ours, theirs), costlier: last(ours.scores.expectedRegret) > last(theirs.scores.expectedRegret) },
    ];
  });
  const lost = pairs.filter(({ later, costlier }) => later && costlier).length;
  return {
    id: "bbb-not-always-better",
    variant: "as stated",
    statement:
      "Bayes by backprop is not better than the greedy agent in every run: runs that converge more slowly and have more expected regret than the greedy agent of that run, as far as both were played",
    published: "some runs",
    measured: pairs.length > 0 ? `${lost} of ${pairs.length}` : null,
    spread: null,
    tolerance: "one or more, of three or more pairs",
    verdict: verdictOf(asPublished(bayes, greedy) && pairs.length >= 3, lost > 0),
  };
}

function convergedLater(result: BanditMushroomResult, ours: BanditGameResult, theirs: BanditGameResult): boolean {
  const [own, other] = convergence(result, [ours, theirs]);
  return censored([own]) > censored([other]);
}

const meanAndRuns = (values: readonly number[]): string => `${whole(mean(values))} (${values.map(whole).join(", ")})`;

/** What counts as the early stages: a tenth of the game. */
const earlyShare = 0.1;

function earlyChoicesClaim(result: BanditMushroomResult): Claim {
  const { bayes, greedy, there } = duel(result);
  const early = (games: readonly BanditGameResult[]) =>
    games.map(({ scores, steps }) => scores.expectedRegret[rowAt(scores, earlyShare * steps)]);
  const [ours, theirs] = [early(bayes), early(greedy)];
  return {
    id: "better-early-choices",
    variant: "as stated",
    statement:
      "Bayesian networks make better choices in the early stages: expected regret after a tenth of the game, mean over runs (each run)",
    published: "better",
    measured: there ? `${meanAndRuns(ours)} against ${meanAndRuns(theirs)} of the greedy agent` : null,
    spread: null,
    tolerance: "less in the mean",
    verdict: verdictOf(asPublished(bayes, greedy), there && mean(ours) < mean(theirs)),
  };
}

const eatenShare = ({ scores, steps }: BanditGameResult): number => (last(scores.edibleEaten) + last(scores.poisonousEaten)) / steps;
const similar = 0.05;

function eatingClaim(result: BanditMushroomResult): Claim {
  const { bayes, greedy, there } = duel(result);
  const [ours, theirs] = there ? [mean(bayes.map(eatenShare)), mean(greedy.map(eatenShare))] : [0, 1];
  return {
    id: "eating-rates-similar",
    variant: "as stated",
    statement: "The greedy agent eats about as often as Bayes by backprop: share of mushrooms eaten, mean over runs",
    published: "similar",
    measured: there ? `${percent(theirs)} against ${percent(ours)}` : null,
    spread: null,
    tolerance: `within ${(100 * similar).toFixed(0)} points`,
    verdict: verdictOf(asPublished(bayes, greedy), Math.abs(ours - theirs) <= similar),
  };
}

/** Steps in which the greedy agent of Blundell et al. eats nothing. */
const silentSteps = 1000;

function eatsFromTheStartClaim(result: BanditMushroomResult): Claim {
  const { bayes, greedy, there } = duel(result);
  const begins = (games: readonly BanditGameResult[]) =>
    games.map((game) => eatenShare({ ...gameUntil(game, silentSteps), steps: Math.min(silentSteps, game.steps) }));
  const [ours, theirs] = [begins(bayes), begins(greedy)];
  return {
    id: "greedy-eats-from-the-start",
    variant: "as stated",
    statement: `Unlike that of Blundell et al. the greedy agent does not begin by eating nothing: share of the first ${whole(silentSteps)} mushrooms eaten, least of its runs`,
    published: "similar to Bayes by backprop",
    measured: there ? `${percent(Math.min(...theirs))} against ${percent(mean(ours))}` : null,
    spread: null,
    tolerance: "at least half of the share that Bayes by backprop eats, mean over runs",
    verdict: verdictOf(asPublished(bayes, greedy), there && Math.min(...theirs) >= mean(ours) / 2),
  };
}

function poisonClaim(result: BanditMushroomResult): Claim {
  const { bayes, greedy, there } = duel(result);
  const poison = (games: readonly BanditGameResult[]) => games.map(({ scores }) => last(scores.poisonousEaten));
  return {
    id: "greedy-eats-more-poison",
    variant: "as stated",
    statement: "The greedy agent eats more poisonous mushrooms than Bayes by backprop: mean over runs",
    published: "more",
    measured: there ? `${whole(mean(poison(greedy)))} against ${whole(mean(poison(bayes)))}` : null,
    spread: null,
    tolerance: "more in the mean",
    verdict: verdictOf(asPublished(bayes, greedy), there && mean(poison(greedy)) > mean(poison(bayes))),
  };
}

/** What a mistake costs in the mean: a poisonous mushroom eaten, an edible one left. */
const [poisonCost, leftCost] = [15, 5];

function poisonShareClaim(result: BanditMushroomResult): Claim {
  const { bayes, greedy, there } = duel(result);
  const more = (count: "poisonousEaten" | "edibleLeft") => {
    const [ours, theirs] = [bayes, greedy].map((games) => mean(games.map(({ scores }) => last(scores[count]))));
    return theirs - ours;
  };
  const [poison, left] = there ? [poisonCost * more("poisonousEaten"), leftCost * more("edibleLeft")] : [0, 0];
  const extra = poison + left;
  return {
    id: "greedy-regret-from-poison",
    variant: "as stated",
    statement:
      "The greedy agent's additional regret is primarily due to the poison it eats: expected regret beyond that of Bayes by backprop, mean over runs, and what of it is " +
      `poison eaten (${poisonCost} each; edible mushrooms left are the rest, ${leftCost} each)`,
    published: "primarily",
    measured: there ? `${whole(poison)} of ${whole(extra)}` : null,
    spread: null,
    tolerance: "there is additional regret, and more than half of it is poison",
    verdict: verdictOf(asPublished(bayes, greedy), extra > 0 && poison > extra / 2),
  };
}
