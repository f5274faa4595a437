import { learning, mean } from "@credence/lab";
import { type Curve, curves, type Figure } from "@credence/lab/figures";
import { differencesAt, properPoints, publishedPoints } from "./form-claims.ts";
import type { FormsResult, ProperName } from "./forms.ts";
import { labelOf, type StrategyName } from "./strategies.ts";

/** A strategy by its names: as the source sorts, with the sign corrected, and under the proper protocol. */
interface ThreeForms {
  readonly wrong: StrategyName;
  readonly corrected: StrategyName;
  readonly proper: ProperName;
}

/** What strategies have beyond another in each form of the loop: the step from the first line to the second is the sign's, to the third the protocol's. */
export function signFigure(result: FormsResult, { over, of }: { over: StrategyName & ProperName; of: readonly ThreeForms[] }): Figure {
  const less = (strategy: StrategyName): learning.Point[] =>
    publishedPoints(result, strategy).flatMap(({ labels, accuracies }) => {
      const theirs = learning.meanAt(publishedPoints(result, over), labels);
      return theirs === undefined ? [] : [{ labels, accuracies: accuracies.map((accuracy) => accuracy - theirs) }];
    });
  const properly = (first: ProperName): learning.Point[] =>
    properPoints(result, first).map(({ labels }) => ({ labels, accuracies: differencesAt(result, { first, second: over, labels }) }));
  const forms = of.map(({ wrong, corrected, proper }) => ({
    name: labelOf(wrong),
    lines: { "as published": less(wrong), "sign corrected": less(corrected), "proper protocol": properly(proper) },
  }));
  const end = (points: readonly learning.Point[], form: string) => {
    const last = points.findLast(({ accuracies }) => accuracies.length === points[0]!.accuracies.length);
    return last ? `${mean(last.accuracies).toFixed(1).replace("-", "−")} ${form} (${last.labels})` : `not measured ${form}`;
  };
  const each = (lines: Readonly<Record<string, learning.Point[]>>) => Object.entries(lines).map(([form, points]) => end(points, form));
  return {
    name: "sign-or-protocol",
    title: "The sign or the protocol",
    finding: `Points above ${labelOf(over)} (at so many labels): ${forms.map(({ name, lines }) => `${name} ${each(lines).join(", ")}`).join("; ")}.`,
    caption: `Test accuracy less that of ${labelOf(over)} by labels, in points. Dotted: equal; shaded: the 95 % t-interval where there are several.`,
    method: "As published and with the sign corrected: on one labelled set. Proper protocol: paired by trial, of one start set each.",
    plot: curves({
      curves: forms.flatMap(({ name, lines }) =>
        Object.entries(lines).map(
          ([label, points]): Curve => ({ label, ...(of.length > 1 ? { panel: name } : {}), ...learning.banded(points) }),
        ),
      ),
      references: [{ label: "equal", y: 0 }],
      ...{ xLabel: "labels", yLabel: "difference (points)", xScale: "log" },
    }),
  };
}
