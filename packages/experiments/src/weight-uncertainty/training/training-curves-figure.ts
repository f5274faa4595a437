import { type Curve, curves, dashes, type Figure, type LegendEntry, panels } from "@credence/lab/figures";

/** A measure after some of the epochs of a training. */
export interface Trajectory {
  readonly epoch: readonly number[];
  readonly value: readonly number[];
}

export interface NetworkCurve {
  readonly label: string;
  readonly panel?: string;
  readonly epoch: readonly number[];
  readonly value: readonly number[];
  /** The source's own curve, dashed in the same colour. */
  readonly recorded?: Trajectory | undefined;
  /** A value of the network that a fit kept, where that is not the last epoch's. */
  readonly kept?: { readonly epoch: number; readonly value: number } | undefined;
  /** A value of the source's stored network, beside the end of the training. */
  readonly stored?: { readonly epoch: number; readonly value: number } | undefined;
  /** The complexity before training, a dotted line in the same colour. */
  readonly untrained?: number;
}

export interface CurvesFigureOptions extends Omit<Figure, "plot"> {
  readonly curves: readonly NetworkCurve[];
  readonly yLabel: string;
  readonly yScale?: "linear" | "log";
  readonly yWindow?: readonly [number, number];
  /** The complexity before training where it is the same for all, a dotted line. */
  readonly untrained?: number | undefined;
}

/** Pixels: beside several panels the axis has its name in the middle, where numbers of six digits would touch it. */
const widerMargin = 74;

/** A measure over the epochs of several networks. Under a logarithmic axis values at or below 0 are left out. */
export function trainingCurvesFigure(options: CurvesFigureOptions): Figure {
  const { curves: shown, yLabel, yScale = "linear", yWindow, untrained: common, ...said } = options;
  const isDrawable = (value: number | undefined): value is number => value !== undefined && (yScale === "linear" || value > 0);
  const curveOf = ({ label, panel }: NetworkCurve, { epoch, value }: Trajectory): Curve => {
    const kept = value.map((_, i) => i).filter((i) => isDrawable(value[i]));
    return { label, ...(panel === undefined ? {} : { panel }), x: kept.map((i) => epoch[i]), y: kept.map((i) => value[i]) };
  };
  const draw = curves({
    curves: shown.flatMap((curve) => [
      curveOf(curve, curve),
      ...(curve.recorded ? [{ ...curveOf(curve, curve.recorded), published: true }] : []),
    ]),
    ...{ xLabel: "epoch", yLabel, yScale, ...(yWindow ? { yWindow } : {}) },
    ...(common === undefined ? {} : { references: [{ label: "complexity of the untrained network", y: common }] }),
  });
  return {
    ...said,
    plot(Plot, palette, space) {
      const drawing = draw(Plot, palette, space);
      const grid = panels(Plot, palette, { titles: shown.map(({ panel }) => panel), space });
      const labels = [...new Set(shown.map(({ label }) => label))];
      const colorOf = ({ label }: NetworkCurve) => palette.series[labels.indexOf(label) % palette.series.length];
      const dotted = { strokeDasharray: dashes.dotted, strokeWidth: 1.4 };
      const untrained = shown.flatMap(({ untrained: y, ...curve }) =>
        isDrawable(y) ? [Plot.ruleY([y], { ...grid.place(curve.panel), stroke: colorOf(curve), ...dotted })] : [],
      );
      const edge = { r: 4, stroke: palette.background, strokeWidth: 0.7 };
      const points = (
        which: "kept" | "stored",
        look: (curve: NetworkCurve) => { readonly symbol: "circle" | "diamond"; readonly fill: string },
      ) =>
        shown.flatMap((curve) => {
          const at = curve[which];
          const place = { ...grid.place(curve.panel), x: () => at?.epoch, y: (y: number) => y };
          return at && isDrawable(at.value) ? [Plot.dot([at.value], { ...look(curve), ...place, ...edge })] : [];
        });
      const kept = points("kept", (curve) => ({ symbol: "circle", fill: colorOf(curve) }));
      const stored = points("stored", () => ({ symbol: "diamond", fill: palette.published }));
      const legend: readonly (readonly [readonly unknown[], LegendEntry])[] = [
        [untrained, { label: "complexity of the untrained network, in its colour", color: palette.muted, shape: "dotted" }],
        [kept, { label: "the network kept, in its colour", color: palette.text, shape: "dot" }],
        [stored, { label: "published: the stored network", color: palette.published, shape: "diamond" }],
      ];
      return {
        ...drawing,
        ...(drawing.marginLeft === undefined ? {} : { marginLeft: widerMargin }),
        marks: [...(drawing.marks ?? []), ...untrained, ...kept, ...stored],
        legend: [...(drawing.legend ?? []), ...legend.filter(([marks]) => marks.length > 0).map(([, entry]) => entry)],
      };
    },
  };
}
