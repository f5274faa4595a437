import { type Curve, curves, type Draw, type Drawing, dashes, type Figure, leading } from "@credence/lab/figures";
import { methodSlots } from "../methods/method-slots.ts";
import type { BanditMushroomResult } from "./bandit-mushroom.ts";
import { type BanditGame, blindAnchors, firstGames } from "./measures.ts";
import { published, publishedGame } from "./published.ts";
import { labelOf, settingOf, sourceAgents, whole } from "./words.ts";

export const xLabel = "step of the game";

/** Regret over steps, from nothing. */
export const regretCurve = ({ scores }: BanditGame, rest: Pick<Curve, "label" | "panel">): Curve => {
  return { x: [0, ...scores.step], y: [0, ...scores.regret], ...rest };
};

type Marks = NonNullable<Drawing["marks"]>;
type Added = (...to: Parameters<Draw>) => { readonly below?: Marks; readonly above: Marks; readonly legend?: Drawing["legend"] };

/** A drawing with marks below and above its own, over an axis of so many steps. */
const withMarks = (draw: Draw, end: number, added: Added): Draw => {
  return (...to) => {
    const [{ x, marks = [], legend = [], ...drawing }, more] = [draw(...to), added(...to)];
    const all = { marks: [...(more.below ?? []), ...marks, ...more.above], legend: [...legend, ...(more.legend ?? [])] };
    return { ...drawing, x: { ...x, domain: [0, end] }, ...all };
  };
};

/** Figure 23: agents side by side, with what is known without playing; then with chance taken out of the reward, beside another reproduction. */
export function regretFigures(result: BanditMushroomResult): Figure[] {
  const games = firstGames(result);
  if (games.length === 0) return [];
  const ofSource = games.filter(({ agent }) => sourceAgents.includes(agent));
  const { never, always, uniform } = blindAnchors(result);
  const end = Math.max(...games.map(({ steps }) => steps));

  /** Straight lines of the agents that look at nothing, from where they come into the frame to where they leave it. */
  const blindLines = ([Plot, palette]: Parameters<Draw>, bottom: number, top: number, named: "left" | "on") =>
    [
      { text: "never eat", slope: never, on: 0.9 },
      { text: "at random", slope: uniform, on: 0.7 },
      { text: "always eat", slope: always, on: 0.5 },
    ].flatMap(({ text, slope, on }) => {
      const [from, leaves] = [bottom / slope, Math.min(end, top / slope)];
      const steps = Array.from({ length: 100 }, (_, i) => from + ((leaves - from) * i) / 99);
      const line = { x: (step: number) => step, y: (step: number) => slope * step };
      // steep lines are named on their left; flat ones, which lie close together, on the line and apart from each other
      const [at, place] = named === "left" ? [0.9, { textAnchor: "end" as const, dx: -8 }] : [on, {}];
      // wide enough for the space between two words
      const halo = { fill: palette.muted, stroke: palette.background, strokeWidth: 8 };
      return [
        Plot.line(steps, { ...line, stroke: palette.muted, strokeDasharray: dashes.dotted }),
        Plot.text([at * leaves], { ...line, text: () => text, ...place, ...halo }),
      ];
    });

  const regrets = games.flatMap(({ scores }) => scores.regret);
  const top = 1.1 * Math.max(1, ...regrets);
  // lines that leave the frame at once would be one upright stroke
  const visible = top / always > 0.1 * end;
  const full = end >= publishedGame.steps;
  const shown = games.flatMap(({ agent, scores }) => {
    // a logarithm begins where there is regret
    const from = scores.expectedRegret.findIndex((value) => value > 0);
    return from < 0 ? [] : [{ agent, label: labelOf({ agent }), x: scores.step.slice(from), y: scores.expectedRegret.slice(from) }];
  });
  const [lowest, highest] = [Math.min(100, ...shown.map(({ y }) => y[0])), 1.3 * always * end];
  const names = published.names("external regret");
  const bars = full ? shown.filter(({ agent }) => names.includes(agent)) : [];
  return [
    {
      name: "regret",
      title: "What not knowing costs",
      finding: leading(
        `regret after ${whole(end)} steps`,
        ofSource.map((game) => [labelOf(game), game.regret]),
        { digits: 0 },
      ),
      caption: `Reward of an oracle minus reward received, summed${visible ? "; dotted, agents that look at nothing" : ""}. The source says that Bayes by backprop converges sooner than greedy, and that the regret of 1 % and 5 % grows linearly.`,
      method: `Run 1, ${settingOf(result)}, the same mushrooms for all; the source stored no curve. Eating never, at random or always costs ${never.toFixed(2)}, ${uniform.toFixed(2)} and ${always.toFixed(2)} a step. A poisonous mushroom survived counts -5. What agents cost that look at nothing follows from the class counts.`,
      published: "Figure 23",
      plot: withMarks(
        curves({
          curves: games.map((game) => regretCurve(game, { label: labelOf(game) })),
          ...{ xLabel, slots: methodSlots },
          yLabel: "cumulative regret (reward)",
          yWindow: [Math.min(0, ...regrets), top],
        }),
        end,
        (...to) => ({ below: [to[0].ruleY([0], { stroke: to[1].muted })], above: visible ? blindLines(to, 0, top, "left") : [] }),
      ),
    },
    {
      name: "expected-regret",
      title: "The same without the coin flips, beside what is known",
      finding: leading(
        `expected regret after ${whole(end)} steps`,
        ofSource.map((game) => [labelOf(game), game.expectedRegret]),
        { digits: 0 },
      ),
      caption: `Expected regret, logarithmic; dotted, agents that look at nothing.${full ? " Bars at the right edge, in each agent's colour: smallest to largest total regret of another reproduction." : ""}`,
      method: `Each poisonous mushroom eaten counts 15, the mean of 35 lost and 5 won, each edible one left 5; run 1, ${settingOf(result)}.`,
      published: "Figure 23",
      plot: withMarks(
        curves({
          curves: shown,
          xLabel,
          slots: methodSlots,
          yLabel: "expected regret (reward)",
          yScale: "log",
          yWindow: [lowest, highest],
        }),
        full ? 1.075 * end : end,
        (Plot, palette, space) => ({
          above: [
            ...blindLines([Plot, palette, space], lowest, highest, "on"),
            ...bars.map(({ agent }) => {
              const [y1, y2] = published.list("external regret", agent);
              const x = end * (1.015 + 0.014 * names.indexOf(agent));
              return Plot.ruleX([x], { y1, y2, stroke: palette.series[methodSlots[labelOf({ agent })]], strokeWidth: 4 });
            }),
          ],
          legend: bars.length > 0 ? [{ label: "totals of another reproduction", color: palette.muted, shape: "square" }] : [],
        }),
      ),
    },
  ];
}
