import { asks, because, between, explained, type Measured, mean, measuredOver, type Said } from "@credence/lab";
import { banditAgents } from "./agents.ts";
import type { BanditMushroomResult, BanditVariantName } from "./bandit-mushroom.ts";
import { blindAnchors, gamesOf, lateLine, type MeasuredGame, measuredGame } from "./measures.ts";
import { published, publishedGame } from "./published.ts";
import { reasons } from "./reasons.ts";
import { labelOf, whole } from "./words.ts";

type Result = BanditMushroomResult;
type Claim = Said<Result>;
type Games = readonly MeasuredGame[];

/** Games of the source's length and with its minibatches: where either differs another algorithm has played, and no claim is judged. */
const asPublished = (games: Games): boolean =>
  games.length > 0 && games.every((game) => game.steps >= publishedGame.steps && game.updatesPerStep === publishedGame.updatesPerStep);

interface OnGames extends Pick<Claim, "variant" | "statement" | "asks"> {
  of(groups: readonly Games[], result: Result): Measured;
  shows?(numbers: readonly number[], groups: readonly Games[]): string;
  tested?(result: Result): boolean;
}

/** Claims on groups of games, all of which have to be played. */
const on =
  (groups: (result: Result) => readonly Games[]) =>
  (id: string, text: string, { of, shows, tested, ...said }: OnGames): Claim => ({
    ...said,
    id,
    published: text,
    measured: (result) => (groups(result).every(({ length }) => length > 0) ? of(groups(result), result) : null),
    ...(shows ? { shows: (numbers, result) => shows(numbers as readonly number[], groups(result)) } : {}),
    tested: (result) => groups(result).every(asPublished) && (tested?.(result) ?? true),
  });

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const runs = (values: readonly (number | null)[]): string => values.map((value) => (value === null ? "not" : whole(value))).join(", ");
const convergences = (groups: readonly Games[]) => groups.map((games) => runs(games.map((game) => game.convergedAt))).join(" against ");
const rule = "converged: from there on every fiftieth of the game has an expected regret a step below a tenth of never eating's";

const regretsOf = (games: Games) => games.map(({ regret }) => regret);

const external = (["bbb", "greedy", "epsilon-1", "epsilon-5"] as const).map((agent) => {
  const [low, high] = published.list("external regret", agent);
  return on((result) => [gamesOf(result, agent)])(`external-${agent}`, `${whole(low)} to ${whole(high)}`, {
    variant: "external",
    statement: `${labelOf({ agent })}: total regret after 50,000 steps, mean of our runs`,
    of: ([games]) => measuredOver(regretsOf(games), "runs"),
    asks: because("the smallest and the largest regret of another reproduction", between(low, high)),
  });
});

const lineInWords = ({ slope, explained }: ReturnType<typeof lateLine>) => `${slope.toFixed(3)} a step, ${percent(explained)} explained`;

const linear = (["epsilon-1", "epsilon-5"] as const).flatMap((agent) => {
  const { label, epsilon = 0 } = banditAgents[agent];
  const claim = on((result) => [gamesOf(result, agent)]);
  const lines = (games: Games) => games.map(({ scores }) => lateLine(scores));
  const cost = (result: Result) => epsilon * blindAnchors(result).uniform;
  return [
    claim(`linear-${agent}`, "linear", {
      statement: `${label}: regret grows linearly; line through the expected regret of the last half of the game`,
      of: ([games], result) => lines(games).map(({ slope, explained }) => Math.min(slope / (0.8 * cost(result)), explained / 0.98)),
      shows: (_, [games]) => lines(games).map(lineInWords).join("; "),
      asks: asks("a line explains 98 % and rises by 80 % of what the random actions cost, or more", (all) => Math.min(...all) >= 1),
    }),
    claim(`linear-by-chance-${agent}`, "because of the random actions", {
      statement: `${label}: the regret grows because of the random actions; the share of the line's slope that they alone cost`,
      of: ([games], result) => lines(games).map(({ slope }) => cost(result) / slope),
      shows: (shares) => shares.map(percent).join("; "),
      asks: asks("at least half", (shares) => Math.min(...shares) >= 0.5),
    }),
  ];
});

/** Mean over the games of each group. */
const means = (groups: readonly Games[], of: (game: MeasuredGame) => number) => groups.map((games) => mean(games.map(of)));
const less = (words: string) => asks(words, ([ours, theirs]) => ours < theirs);
const more = (words: string) => asks(words, ([ours, theirs]) => ours > theirs);

const againstGreedy = on((result) => [gamesOf(result, "bbb"), gamesOf(result, "greedy")]);

const greedy = [
  againstGreedy("bbb-converges-sooner", "sooner", {
    statement: "Bayes by backprop converges to the best actions sooner than the greedy agent: steps of each run",
    of: (groups) => means(groups, ({ stepsToConverge }) => stepsToConverge),
    shows: (_, groups) => convergences(groups),
    asks: less(`fewer steps in the mean over runs, the whole game where a run has not; ${rule}`),
  }),
  againstGreedy("better-early-choices", "better", {
    statement: "Bayesian networks make better choices in the early stages: expected regret after a tenth of the game, mean (each run)",
    of: (groups) => means(groups, ({ earlyRegret }) => earlyRegret),
    shows(regrets, groups) {
      const [ours, theirs] = groups.map((games, i) => `${whole(regrets[i])} (${runs(games.map(({ earlyRegret }) => earlyRegret))})`);
      return `${ours} against ${theirs} of the greedy agent`;
    },
    asks: less("less in the mean"),
  }),
  againstGreedy("eating-rates-similar", "similar", {
    statement: "The greedy agent eats about as often as Bayes by backprop: share of mushrooms eaten, mean over runs",
    of: (groups) => means(groups, ({ eaten, steps }) => eaten / steps),
    shows: ([ours, theirs]) => `${percent(theirs)} against ${percent(ours)}`,
    asks: asks("within 5 points", ([ours, theirs]) => Math.abs(ours - theirs) <= 0.05),
  }),
  againstGreedy("greedy-eats-from-the-start", "similar to Bayes by backprop", {
    statement: "Unlike in Blundell et al. the greedy agent eats from the start: share of the first 1,000 mushrooms, least of its runs",
    of: ([ours, theirs]) => [...means([ours], ({ eatenFirst }) => eatenFirst), Math.min(...theirs.map(({ eatenFirst }) => eatenFirst))],
    shows: ([ours, theirs]) => `${percent(theirs)} against ${percent(ours)}`,
    asks: asks("at least half of the share that Bayes by backprop eats, mean over runs", ([ours, theirs]) => theirs >= ours / 2),
  }),
  againstGreedy("greedy-eats-more-poison", "more", {
    statement: "The greedy agent eats more poisonous mushrooms than Bayes by backprop: mean over runs",
    of: (groups) => means(groups, ({ poison }) => poison),
    shows: ([ours, theirs]) => `${whole(theirs)} against ${whole(ours)}`,
    asks: less("more in the mean"),
  }),
  againstGreedy("greedy-regret-from-poison", "primarily", {
    statement: "The greedy agent's additional regret is primarily due to the poison it eats, 15 each; the rest is food left, 5 each",
    of(groups) {
      const [poison, food] = [means(groups, (game) => 15 * game.poison), means(groups, (game) => 5 * game.food)];
      return [poison[1] - poison[0], poison[1] - poison[0] + food[1] - food[0]];
    },
    shows: ([poison, extra]) => `${whole(poison)} of ${whole(extra)}`,
    asks: asks(
      "there is additional regret in the mean, and more than half of it is poison",
      ([poison, extra]) => extra > 0 && poison > extra / 2,
    ),
  }),
];

const allRuns = (result: Result) => [[...gamesOf(result, "bbb"), ...gamesOf(result, "bbb", "stdDev-0.75")], gamesOf(result, "greedy")];

/** Of each run of Bayes by backprop that the greedy agent has played too, as far as both were played: whether it lost in both ways. */
function lost(result: Result): boolean[] {
  const [bayes, greedy] = allRuns(result);
  return bayes.flatMap((game) => {
    const other = greedy.find(({ run }) => run === game.run);
    if (!other) return [];
    const [ours, theirs] = [game, other].map((one) => measuredGame(one, blindAnchors(result), Math.min(game.steps, other.steps)));
    return [ours.stepsToConverge > theirs.stepsToConverge && ours.expectedRegret > theirs.expectedRegret];
  });
}

const notAlways = on(allRuns)("bbb-not-always-better", "some runs", {
  statement: "Bayes by backprop is not better in every run: runs that converge later and cost more than the greedy agent's of that run",
  of: (_, result) => (lost(result).length > 0 ? [lost(result).filter(Boolean).length, lost(result).length] : null),
  shows: ([count, pairs]) => `${count} of ${pairs}`,
  asks: asks("one or more, of three or more pairs", ([count]) => count > 0),
  tested: (result) => lost(result).length >= 3,
});

/** The games of a variant and the main ones of the same runs, as far as both were played. */
const againstMain = (variant: BanditVariantName) =>
  on((result) => {
    const all = [gamesOf(result, "bbb", variant), gamesOf(result, "bbb")];
    const both = all.map((games) => games.filter((game) => all.every((others) => others.some(({ run }) => run === game.run))));
    const until = Math.min(...both.flat().map(({ steps }) => steps));
    return both.map((games) => games.map((game) => measuredGame(game, blindAnchors(result), until)));
  });

const firstConverged: Pick<OnGames, "of" | "shows"> = {
  of: (groups) => groups.map(([game]) => game.convergedAt ?? Number.POSITIVE_INFINITY),
  shows: (_, groups) => `${convergences(groups)}, of ${whole(groups[0][0].steps)} steps`,
};

/** What the source says of its Figure 27. An agent that does not explore stays with what it took to be best, and pays for it. */
const variants = [
  againstMain("rate-1e-5")("rate-1e-5-does-not-converge", "not converged", {
    statement: "With a learning rate of 1e-5, 50,000 steps are not enough to converge: steps, against those with 1e-4",
    ...firstConverged,
    asks: asks(`not converged; ${rule}`, ([own]) => own === Number.POSITIVE_INFINITY),
  }),
  againstMain("prior-wide")("wide-prior-delays", "later", {
    statement: "A large prior variance delays convergence: steps with standard deviation e (the source does not name its own), against 1",
    ...firstConverged,
    asks: more(`later, or not at all; ${rule}`),
  }),
  againstMain("prior-narrow")("narrow-prior-hinders", "may prevent it", {
    statement: "Too small a prior variance may prevent exploring: expected regret (share eaten in the first tenth), sd e⁻² against 1",
    of: (groups) => groups.map(([game]) => game.expectedRegret),
    shows(_, groups) {
      const [own, main] = groups.map(([game]) => `${whole(game.expectedRegret)} (${percent(game.eatenEarly)})`);
      return `${own} against ${main}, ${whole(groups[0][0].steps)} steps`;
    },
    asks: more("more regret with the narrow prior; one game of each, on the same mushrooms"),
  }),
];

/** Every published statement about the bandit. */
export const banditMushroomClaims: readonly Claim[] = explained([...external, ...linear, ...greedy, notAlways, ...variants], reasons);
