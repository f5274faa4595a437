import {
  type Curve,
  curves,
  type Drawing,
  dashes,
  type Figure,
  type LegendEntry,
  type Palette,
  type PlotModule,
} from "@credence/lab/figures";
import { type BanditAgentName, banditAgentLabels, banditAgentNames } from "./agents.ts";
import type { BanditGameResult, BanditMushroomResult } from "./bandit-mushroom.ts";
import { published } from "./claims.ts";
import { blindAnchors, gamesOf, publishedGame } from "./measures.ts";

export const stepLabel = "step of the game";
export const regretLabel = "cumulative regret (reward)";
export const firstRun = (result: BanditMushroomResult, agent: BanditAgentName): BanditGameResult | undefined =>
  gamesOf(result, { agent })[0];
export const inWords = (updates: number): string => `${updates} ${updates === 1 ? "minibatch" : "minibatches"} a step`;

/** "64 minibatches a step": of the main comparison, for captions. */
export const settingOf = ({ games }: BanditMushroomResult): string => {
  const main = games.find(({ part }) => part === "main");
  return main ? `${main.steps.toLocaleString("en-US")} steps, ${inWords(main.updatesPerStep)}` : "no main game played";
};

/** Regret over steps, from nothing. */
export const regretCurve = (game: BanditGameResult, rest: Partial<Curve> & { label: string }): Curve => ({
  x: [0, ...game.scores.step],
  y: [0, ...game.scores.regret],
  ...rest,
});

const blindNames = { never: "never eat", uniform: "at random", always: "always eat" } as const;
type Marks = NonNullable<Drawing["marks"]>;

/** Straight lines of agents that look at nothing, each with its name, where they lie within the frame. */
function blindLines(
  Plot: PlotModule,
  palette: Palette,
  { result, from, end, top, side }: { result: BanditMushroomResult; from: number; end: number; top: number; side: "left" | "on" },
): Marks {
  const anchors = blindAnchors(result);
  return (Object.keys(blindNames) as (keyof typeof blindNames)[]).flatMap((name) => {
    const leaves = Math.min(end, top / anchors[name]);
    const place = { x: (step: number) => step, y: (step: number) => anchors[name] * step };
    // steep lines are named on their left; flat ones, which lie close together, on the line and apart from each other
    const labelAt = side === "left" ? 0.9 : { never: 0.9, uniform: 0.7, always: 0.5 }[name];
    const steps = Array.from({ length: 100 }, (_, i) => from + ((leaves - from) * i) / 99);
    return [
      Plot.line(steps, { ...place, stroke: palette.muted, strokeDasharray: dashes.dotted }),
      Plot.text([labelAt * leaves], {
        ...place,
        text: () => blindNames[name],
        ...(side === "left" ? { textAnchor: "end" as const, dx: -8 } : {}),
        fill: palette.muted,
        stroke: palette.background,
        strokeWidth: 8, // wide enough for the space between two words
      }),
    ];
  });
}

/** Figure 23: agents side by side, with what is known without playing. */
export function regretFigure(result: BanditMushroomResult): Figure {
  const games = banditAgentNames.flatMap((agent) => firstRun(result, agent) ?? []);
  const { never, always, uniform } = blindAnchors(result);
  const top = 1.1 * Math.max(1, ...games.map(({ scores }) => Math.max(...scores.regret)));
  const end = Math.max(1, ...games.map(({ steps }) => steps));
  // lines that leave the frame at once would be one upright stroke
  const blind = top / always > 0.1 * end;
  return {
    name: "regret",
    title: "What not knowing costs",
    caption: `Regret (reward of an oracle minus reward received, summed; run 1, ${settingOf(result)}); all agents meet the same mushrooms. Eating never, at random or always costs ${never.toFixed(2)}, ${uniform.toFixed(2)} and ${always.toFixed(2)} a step (${blind ? "dotted" : "far above the frame; dotted in the next figure"}). The source says that Bayes by backprop converges sooner than the greedy agent and that the regret of 1% and 5% grows linearly.`,
    method: "A poisonous mushroom survived counts -5; the oracle's line is zero. The source's curves are not stored.",
    published: "Figure 23",
    plot(Plot, palette, space) {
      const bottom = Math.min(0, ...games.map(({ scores }) => Math.min(...scores.regret)));
      const drawing = curves({
        curves: games.map((game) => regretCurve(game, { label: banditAgentLabels[game.agent] })),
        xLabel: stepLabel,
        yLabel: regretLabel,
        yWindow: [bottom, top],
      })(Plot, palette, space);
      return {
        ...drawing,
        x: { ...drawing.x, domain: [0, end] },
        marks: [
          Plot.ruleY([0], { stroke: palette.muted }),
          ...(drawing.marks ?? []),
          ...(blind ? blindLines(Plot, palette, { result, from: 0, end, top, side: "left" }) : []),
        ],
      };
    },
  };
}

/** Our own: the same with chance taken out of the reward, on a scale where a factor is a distance, beside the totals of another reproduction. */
export function expectedRegretFigure(result: BanditMushroomResult): Figure {
  const games = banditAgentNames.flatMap((agent) => firstRun(result, agent) ?? []);
  const full = games.some(({ steps }) => steps >= publishedGame.steps);
  const { always } = blindAnchors(result);
  return {
    name: "expected-regret",
    title: "The same without the coin flips, beside what is known",
    published: "Figure 23",
    caption: `Expected regret, logarithmic: each poisonous mushroom eaten counts 15, the mean of 35 lost and 5 won, and each edible one left counts 5; run 1, ${settingOf(result)}. Dotted: agents that look at nothing.${full ? " Bars at the right edge, in each agent's colour: smallest to largest total regret of another reproduction." : ""}`,
    plot(Plot, palette, space) {
      const end = Math.max(1, ...games.map(({ steps }) => steps));
      const positive = games.flatMap(({ agent, scores }): Curve[] => {
        // a logarithm begins where there is regret
        const from = scores.expectedRegret.findIndex((value) => value > 0);
        return from < 0 ? [] : [{ label: banditAgentLabels[agent], x: scores.step.slice(from), y: scores.expectedRegret.slice(from) }];
      });
      const drawing = curves({
        curves: positive,
        xLabel: stepLabel,
        yLabel: "expected regret (reward)",
        yScale: "log",
        yWindow: [Math.min(100, ...positive.map(({ y }) => y[0])), 1.3 * always * end],
      })(Plot, palette, space);
      const bars = (full ? positive : []).flatMap(({ label }, index) => {
        const agent = banditAgentNames.find((name) => banditAgentLabels[name] === label)!;
        const range = published.findList("external regret", agent);
        const x = end * (1.015 + 0.014 * published.names("external regret").indexOf(agent));
        const stroke = palette.series[index % palette.series.length];
        return range ? [Plot.ruleX([x], { y1: range[0], y2: range[1], stroke, strokeWidth: 4 })] : [];
      });
      const entry: LegendEntry = { label: "totals of another reproduction", color: palette.muted, shape: "square" };
      return {
        ...drawing,
        x: { ...drawing.x, domain: [0, full ? 1.075 * end : end] },
        marks: [
          ...(drawing.marks ?? []),
          ...blindLines(Plot, palette, { result, from: end / 100, end, top: 1.3 * always * end, side: "on" }),
          ...bars,
        ],
        legend: [...(drawing.legend ?? []), ...(bars.length > 0 ? [entry] : [])],
      };
    },
  };
}
