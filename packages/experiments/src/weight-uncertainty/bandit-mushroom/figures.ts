import { mean } from "@credence/lab";
import { type Curve, curves, type Figure } from "@credence/lab/figures";
import { banditAgentLabels, banditAgentNames } from "./agents.ts";
import type { BanditGameResult, BanditMushroomResult, BanditScores, BanditVariantName } from "./bandit-mushroom.ts";
import { gamesOf, meanEatingRate, rowAt } from "./measures.ts";
import { expectedRegretFigure, firstRun, inWords, regretCurve, regretFigure, regretLabel, settingOf, stepLabel } from "./regret-figures.ts";

const windows = 40;
const agentsPlayed = (result: BanditMushroomResult) => banditAgentNames.filter((agent) => gamesOf(result, { agent }).length > 0);

/** Figures 23 to 27. A figure none of whose games was played is left out. */
export function banditMushroomFigures(result: BanditMushroomResult): Figure[] {
  const played = (part: BanditGameResult["part"]) => result.games.some((game) => game.part === part);
  const compared = (["bbb", "greedy"] as const).some((agent) => gamesOf(result, { agent }).length > 0);
  return [
    ...(played("main") ? [regretFigure(result), expectedRegretFigure(result)] : []),
    ...(compared ? [eatingFigure(result)] : []),
    ...(played("main") ? [mistakesFigure(result)] : []),
    ...(played("variants") ? [runsFigure(result), parametersFigure(result)] : []),
    ...(played("updates") ? [updatesFigure(result)] : []),
  ];
}

/** Figure 24. */
function eatingFigure(result: BanditMushroomResult): Figure {
  const agents = (["bbb", "greedy"] as const).filter((agent) => gamesOf(result, { agent }).length > 0);
  const runs = agents.map((agent) => `${banditAgentLabels[agent]} ${gamesOf(result, { agent }).length}`).join(", ");
  const share = result.edible / (result.edible + result.poisonous);
  return {
    name: "eating-rate",
    title: "How often they eat",
    caption: `Share of mushrooms eaten in each fortieth of the game, mean over runs (${runs}), ${settingOf(result)}. Dotted: ${(100 * share).toFixed(1)}% are edible. The source averages three runs: the greedy agent eats about as often as Bayes by backprop (and does not begin by eating nothing, as Blundell et al. found).`,
    published: "Figure 24",
    plot: curves({
      curves: agents.map((agent) => {
        const { step, rate } = meanEatingRate(gamesOf(result, { agent }), windows);
        return { label: banditAgentLabels[agent], x: step, y: rate };
      }),
      xLabel: stepLabel,
      yLabel: "share eaten",
      yWindow: [0, 1],
      references: [{ label: "share of edible mushrooms", y: share }],
      colorOrder: agentsPlayed(result).map((agent) => banditAgentLabels[agent]),
    }),
  };
}

/** Figure 25. */
function mistakesFigure(result: BanditMushroomResult): Figure {
  const agents = agentsPlayed(result);
  const counts = { "poisonous eaten (false positives)": "poisonousEaten", "edible left (false negatives)": "edibleLeft" } as const;
  const numbers = agents.map((agent) => gamesOf(result, { agent }).length);
  return {
    name: "mistakes",
    title: "Poison eaten, food left",
    caption: `Cumulative counts, mean over the runs of each agent (${Math.min(...numbers)} to ${Math.max(...numbers)}), ${settingOf(result)}. The source averages three runs and finds that the greedy agent's regret comes from the poison it eats.`,
    published: "Figure 25",
    plot: curves({
      curves: Object.entries(counts).flatMap(([panel, count]) =>
        agents.map((agent): Curve => {
          const games = gamesOf(result, { agent });
          const { step } = games[0].scores;
          return {
            label: banditAgentLabels[agent],
            panel,
            x: step,
            y: step.map((_, i) => mean(games.map(({ scores }) => scores[count][i]))),
          };
        }),
      ),
      xLabel: stepLabel,
      yLabel: "mushrooms",
    }),
  };
}

/** Figure 26: run by run, the greedy agent of the same mushrooms beside. */
function runsFigure(result: BanditMushroomResult): Figure {
  const narrow = gamesOf(result, { agent: "bbb", variant: "stdDev-0.75" });
  const extra = result.games.filter(({ part, agent, variant }) => part === "variants" && agent === "bbb" && variant === null);
  const length = Math.max(0, ...narrow.map(({ steps }) => steps));
  const unit = [...gamesOf(result, { agent: "bbb" }), ...extra];
  const greedy = gamesOf(result, { agent: "greedy" });
  const panels = { "prior's wide part: 0.75": narrow, "prior's wide part: 1": unit };
  return {
    name: "individual-runs",
    title: "Run by run",
    caption: `Regret of Bayes by backprop run by run, for two standard deviations of the wide part of the prior (the narrow one is e⁻⁶), with the greedy agent's, the first ${length.toLocaleString("en-US")} steps, ${narrow[0] ? inWords(narrow[0].updatesPerStep) : "variants not played"}. The source shows runs in which Bayes by backprop converged later than the greedy agent and lost more.`,
    published: "Figure 26",
    plot: curves({
      curves: [
        ...Object.entries(panels).flatMap(([panel, games]) =>
          games.map((game) => cut(regretCurve(game, { label: `Bayes by backprop, run ${game.run}`, panel }), length)),
        ),
        ...Object.keys(panels).flatMap((panel) =>
          greedy.map((game) => cut(regretCurve(game, { label: `greedy, run ${game.run}`, panel }), length)),
        ),
      ],
      xLabel: stepLabel,
      yLabel: regretLabel,
    }),
  };
}

function cut(curve: Curve, length: number): Curve {
  const end = length === 0 ? curve.x.length : rowAt({ step: curve.x } as BanditScores, length) + 1;
  return { ...curve, x: curve.x.slice(0, end), y: curve.y.slice(0, end) };
}

const variantPanels: Readonly<Record<string, Readonly<Partial<Record<BanditVariantName, string>>>>> = {
  "learning rate": { "rate-1e-5": "rate 1e-5" },
  "wide part of the prior": { "prior-wide": "standard deviation e", "prior-narrow": "standard deviation e⁻²" },
};

/** Figure 27. */
function parametersFigure(result: BanditMushroomResult): Figure {
  const main = firstRun(result, "bbb");
  const variants = result.games.filter(({ part }) => part === "variants");
  const length = Math.max(0, ...variants.map(({ steps }) => steps));
  return {
    name: "parameters",
    title: "Learning rate and prior",
    caption: `Regret of Bayes by backprop under other settings, run 1, the first ${length.toLocaleString("en-US")} steps, the same mushrooms. The source names the rate 1e-5, which does not converge in 50,000 steps, and says that a large prior variance may delay convergence and a small one prevent exploring, but not its values: e and e⁻² are ours.`,
    published: "Figure 27",
    plot: curves({
      curves: Object.entries(variantPanels).flatMap(([panel, settings]) => [
        ...(main ? [cut(regretCurve(main, { label: "rate 1e-4, standard deviation 1", panel }), length)] : []),
        ...(Object.entries(settings) as [BanditVariantName, string][]).flatMap(([variant, label]) =>
          gamesOf(result, { agent: "bbb", variant })
            .slice(0, 1)
            .map((game) => regretCurve(game, { label, panel })),
        ),
      ]),
      xLabel: stepLabel,
      yLabel: regretLabel,
    }),
  };
}

/** Our own: what fewer minibatches a step do. */
function updatesFigure(result: BanditMushroomResult): Figure {
  const other = result.games.filter(({ part }) => part === "updates");
  return {
    name: "minibatches-regret",
    title: "What fewer minibatches a step do",
    caption:
      "Expected regret of the same agents on the same mushrooms with two numbers of minibatches after each step, as far as both were played. The source takes 64, one pass over its buffer; the rate, the passes' geometric weights and everything else are equal.",
    plot: curves({
      curves: other.flatMap((game): Curve[] => {
        const main = firstRun(result, game.agent);
        const length = Math.min(game.steps, main?.steps ?? 0);
        const curve = ({ scores, updatesPerStep }: BanditGameResult): Curve =>
          cut({ label: inWords(updatesPerStep), panel: banditAgentLabels[game.agent], x: scores.step, y: scores.expectedRegret }, length);
        return main ? [curve(main), curve(game)] : [curve(game)];
      }),
      xLabel: stepLabel,
      yLabel: "expected regret (reward)",
    }),
  };
}
