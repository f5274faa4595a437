import { type Curve, curves, dashes, type Figure, type Palette, type PlotModule, panels } from "@credence/lab/figures";

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

/** Pixels. */
const widerMargin = 74;

/** A measure over the epochs of several networks. Under a logarithmic axis values at or below 0 are left out. */
export function trainingCurvesFigure(options: CurvesFigureOptions): Figure {
  const { curves: shown, yLabel, yScale = "linear", yWindow, untrained: common, ...said } = options;
  const drawable = (value: number) => yScale === "linear" || value > 0;
  const curveOf = (label: string, panel: string | undefined, { epoch, value }: Trajectory): Curve => {
    const kept = value.map((_, i) => i).filter((i) => drawable(value[i]));
    return { label, ...(panel === undefined ? {} : { panel }), x: kept.map((i) => epoch[i]), y: kept.map((i) => value[i]) };
  };
  return {
    ...said,
    plot(Plot, palette, space) {
      const drawing = curves({
        curves: shown.flatMap(({ label, panel, epoch, value, recorded }) => [
          curveOf(label, panel, { epoch, value }),
          ...(recorded ? [{ ...curveOf(label, panel, recorded), published: true }] : []),
        ]),
        xLabel: "epoch",
        yLabel,
        yScale,
        ...(yWindow ? { yWindow } : {}),
        ...(common === undefined ? {} : { references: [{ label: "complexity of the untrained network", y: common }] }),
      })(Plot, palette, space);
      const grid = panels(Plot, palette, { titles: shown.map(({ panel }) => panel), space });
      const labels = [...new Set(shown.map(({ label }) => label))];
      const colorOf = ({ label }: NetworkCurve) => palette.series[labels.indexOf(label) % palette.series.length];
      const untrained = shown.filter((curve) => curve.untrained !== undefined && drawable(curve.untrained));
      const kept = shown.filter((curve) => curve.kept !== undefined && drawable(curve.kept.value));
      const stored = shown.filter((curve) => curve.stored !== undefined && drawable(curve.stored.value));
      const legend = [...(drawing.legend ?? [])];
      if (untrained.length > 0)
        legend.push({ label: "complexity of the untrained network, in its colour", color: palette.muted, shape: "dotted" });
      if (kept.length > 0) legend.push({ label: "the network kept, in its colour", color: palette.text, shape: "dot" });
      if (stored.length > 0) legend.push({ label: "published: the stored network", color: palette.published, shape: "diamond" });
      return {
        ...drawing,
        // beside several panels the axis has its name in the middle, where numbers of six digits would touch it
        ...(drawing.marginLeft === undefined ? {} : { marginLeft: widerMargin }),
        marks: [
          ...(drawing.marks ?? []),
          ...untrained.map((curve) =>
            Plot.ruleY([curve.untrained!], {
              ...grid.place(curve.panel),
              stroke: colorOf(curve),
              strokeDasharray: dashes.dotted,
              strokeWidth: 1.4,
            }),
          ),
          ...kept.map((curve) =>
            pointMark(Plot, palette, { ...curve.kept!, ...grid.place(curve.panel), symbol: "circle", fill: colorOf(curve) }),
          ),
          ...stored.map((curve) =>
            pointMark(Plot, palette, { ...curve.stored!, ...grid.place(curve.panel), symbol: "diamond", fill: palette.published }),
          ),
        ],
        legend,
      };
    },
  };
}

interface Point {
  readonly epoch: number;
  readonly value: number;
  readonly symbol: "circle" | "diamond";
  readonly fill: string;
}

function pointMark(Plot: PlotModule, palette: Palette, { epoch, value, ...look }: Point) {
  return Plot.dot([value], { ...look, x: () => epoch, y: (y: number) => y, r: 4, stroke: palette.background, strokeWidth: 0.7 });
}
