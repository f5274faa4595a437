import { mean } from "@credence/lab";
import { type Curve, type CurvesOptions, curves, type Figure } from "@credence/lab/figures";
import type { BanditMushroomResult, BanditVariantName } from "./bandit-mushroom.ts";
import { type BanditGame, eatingRate, firstGames, firstOf, gamesOf, rowAt } from "./measures.ts";
import { regretCurve, regretFigures } from "./regret-figures.ts";
import { inWords, labelOf, settingOf, whole } from "./words.ts";

type Result = BanditMushroomResult;

/** Figures 23 to 27; one none of whose games was played is left out. */
export const banditMushroomFigures = (result: Result): Figure[] => [
  ...regretFigures(result),
  ...eatingFigure(result),
  ...mistakesFigure(result),
  ...variantFigures(result),
  ...updatesFigure(result),
];

const bySteps = ({ name, title, caption, published, ...drawn }: Omit<Figure, "plot"> & Omit<CurvesOptions, "xLabel">): Figure[] =>
  drawn.curves.length > 0
    ? [{ name, title, caption, ...(published ? { published } : {}), plot: curves({ xLabel: "step of the game", ...drawn }) }]
    : [];

/** The beginning of a curve, to a step. */
function until(curve: Curve, length: number): Curve {
  const end = rowAt({ step: curve.x }, length) + 1;
  return { ...curve, x: curve.x.slice(0, end), y: curve.y.slice(0, end) };
}
const longest = (games: readonly BanditGame[]): number => Math.max(...games.map(({ steps }) => steps));

function eatingFigure(result: Result): Figure[] {
  const played = [gamesOf(result, "bbb"), gamesOf(result, "greedy")].filter((games) => games.length > 0);
  const runs = played.map((games) => `${labelOf(games[0])} ${games.length}`).join(", ");
  const share = result.edible / (result.edible + result.poisonous);
  return bySteps({
    name: "eating-rate",
    title: "How often they eat",
    caption: `Share of mushrooms eaten in each fortieth of the game, mean over runs (${runs}), ${settingOf(result)}. Dotted: ${(100 * share).toFixed(1)}% are edible. The source averages three runs: the greedy agent eats about as often as Bayes by backprop, and does not begin by eating nothing, as Blundell et al. found.`,
    published: "Figure 24",
    curves: played.map((games) => ({ label: labelOf(games[0]), ...eatingRate(games, 40) })),
    yLabel: "share eaten",
    yWindow: [0, 1],
    references: [{ label: "share of edible mushrooms", y: share }],
    colorOrder: firstGames(result).map(labelOf),
  });
}

function mistakesFigure(result: Result): Figure[] {
  const groups = firstGames(result).map(({ agent }) => gamesOf(result, agent));
  const sizes = groups.map((games) => games.length);
  const counts = { "poisonous eaten (false positives)": "poisonousEaten", "edible left (false negatives)": "edibleLeft" } as const;
  return bySteps({
    name: "mistakes",
    title: "Poison eaten, food left",
    caption: `Cumulative counts, mean over the runs of each agent (${Math.min(...sizes)} to ${Math.max(...sizes)}), ${settingOf(result)}. The source averages three runs and finds that the greedy agent's regret comes from the poison it eats.`,
    published: "Figure 25",
    curves: Object.entries(counts).flatMap(([panel, count]) =>
      groups.map((games) => {
        const x = games[0].scores.step;
        return { label: labelOf(games[0]), panel, x, y: x.map((_, i) => mean(games.map(({ scores }) => scores[count][i]))) };
      }),
    ),
    yLabel: "mushrooms",
  });
}

/** The variants and, beside them, the main games. */
function variantFigures(result: Result): Figure[] {
  const variants = result.games.filter(({ part }) => part === "variants");
  if (variants.length === 0) return [];
  const [narrow, main] = [gamesOf(result, "bbb", "stdDev-0.75"), gamesOf(result, "bbb")];
  const extra = variants.filter(({ agent, variant }) => agent === "bbb" && variant === null);
  const panels = Object.entries({ "prior's wide part: 0.75": narrow, "prior's wide part: 1": [...main, ...extra] });
  const length = narrow.length > 0 ? longest(narrow) : Number.POSITIVE_INFINITY;
  const runs = (panel: string, games: readonly BanditGame[]) =>
    games.map((game) => until(regretCurve(game, { label: `${labelOf(game)}, run ${game.run}`, panel }), length));
  const shown = narrow.length > 0 ? `the first ${whole(length)} steps, ${inWords(narrow[0].updatesPerStep)}` : "variants not played";
  const first = (panel: string, label: string, variant: BanditVariantName | null = null) =>
    firstOf(result, "bbb", variant).map((game) => until(regretCurve(game, { label, panel }), longest(variants)));
  const [rate, prior, unchanged] = ["learning rate", "wide part of the prior", "rate 1e-4, standard deviation 1"];
  return [
    ...bySteps({
      name: "individual-runs",
      title: "Run by run",
      caption: `Regret of Bayes by backprop run by run, for two standard deviations of the wide part of the prior (the narrow one is e⁻⁶), with the greedy agent's; ${shown}. The source shows runs in which Bayes by backprop converged later than the greedy agent and lost more.`,
      published: "Figure 26",
      curves: [
        ...panels.flatMap(([panel, games]) => runs(panel, games)),
        ...panels.flatMap(([panel]) => runs(panel, gamesOf(result, "greedy"))),
      ],
      yLabel: "cumulative regret (reward)",
    }),
    ...bySteps({
      name: "parameters",
      title: "Learning rate and prior",
      caption: `Regret of Bayes by backprop under other settings, run 1, the first ${whole(longest(variants))} steps, the same mushrooms. The source names the rate 1e-5, which does not converge in 50,000 steps, and says that a large prior variance may delay convergence and a small one prevent exploring, but not its values: e and e⁻² are ours.`,
      published: "Figure 27",
      curves: [
        ...[...first(rate, unchanged), ...first(rate, "rate 1e-5", "rate-1e-5"), ...first(prior, unchanged)],
        ...[...first(prior, "standard deviation e", "prior-wide"), ...first(prior, "standard deviation e⁻²", "prior-narrow")],
      ],
      yLabel: "cumulative regret (reward)",
    }),
  ];
}

/** Our own: agents of the main comparison with another number of minibatches. */
function updatesFigure(result: Result): Figure[] {
  const pairs = result.games.filter(({ part }) => part === "updates").map((game) => [...firstOf(result, game.agent), game]);
  return bySteps({
    name: "minibatches-regret",
    title: "What fewer minibatches a step do",
    caption: `Expected regret of the same agents on the same mushrooms with two numbers of minibatches after each step, as far as both were played. The source takes 64, one pass over its buffer; the rate, the passes' geometric weights and everything else are equal.`,
    curves: pairs.flatMap((pair) =>
      pair.map((game) => {
        const curve = { label: inWords(game.updatesPerStep), panel: labelOf(game), x: game.scores.step, y: game.scores.expectedRegret };
        return until(curve, Math.min(...pair.map(({ steps }) => steps)));
      }),
    ),
    yLabel: "expected regret (reward)",
  });
}
