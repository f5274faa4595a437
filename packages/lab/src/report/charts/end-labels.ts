import type { Markish } from "@observablehq/plot";
import type { PlotModule } from "../figure.ts";
import { textWidth } from "../text-width.ts";
import type { Place } from "./panels.ts";

export interface EndLabel {
  readonly label: string;
  readonly color: string;
  readonly x: number;
  readonly y: number;
  readonly place: Place;
}

const lineHeight = 15;

/** Names beside the last points of curves, moved apart where they would overlap, and the margin they need. */
export function endLabels(Plot: PlotModule, labels: readonly EndLabel[]): { marks: Markish[]; marginRight: number } {
  const mark = Plot.text(
    labels,
    Plot.initializer(
      {
        x: "x",
        y: "y",
        text: "label",
        fill: "color",
        fontWeight: 600,
        textAnchor: "start",
        dx: 6,
        ...(labels.some(({ place }) => place.fx)
          ? { fx: ({ place }: EndLabel) => place.fx?.(), fy: ({ place }: EndLabel) => place.fy?.() }
          : {}),
      },
      (data, facets, channels, scales) => {
        const y = channels.y?.value as unknown as ArrayLike<number>;
        const placed = Float64Array.from(y, (value) => Number(scales.y?.(value)));
        for (const facet of facets) {
          const moved = spreadOut(
            Array.from(facet, (index) => placed[index]),
            lineHeight,
          );
          Array.from(facet).forEach((index, position) => {
            placed[index] = moved[position];
          });
        }
        return { data, facets, channels: { y: { value: placed, source: null } } };
      },
    ),
  );
  return { marks: [mark], marginRight: Math.ceil(12 + Math.max(...labels.map(({ label }) => textWidth(label, 12, "bold")))) };
}

/** Moves positions apart to at least `distance`, each group around the mean of where its members were. */
export function spreadOut(positions: readonly number[], distance: number): number[] {
  const order = positions.map((_, index) => index).sort((a, b) => positions[a] - positions[b]);
  const groups: { members: number[]; centre: number }[] = [];
  for (const index of order) {
    let group = { members: [index], centre: positions[index] };
    for (let last = groups.at(-1); last; last = groups.at(-1)) {
      const reach = ((last.members.length + group.members.length) / 2) * distance;
      if (group.centre - last.centre >= reach) break;
      const members = [...last.members, ...group.members];
      group = { members, centre: members.reduce((sum, member) => sum + positions[member], 0) / members.length };
      groups.pop();
    }
    groups.push(group);
  }
  const moved = [...positions];
  for (const { members, centre } of groups)
    members.forEach((member, position) => {
      moved[member] = centre + (position - (members.length - 1) / 2) * distance;
    });
  return moved;
}
