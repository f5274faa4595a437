import { type Curve, curves, type Figure } from "@credence/lab/figures";
import { methodSlots } from "../methods/method-slots.ts";

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

/** A measure over the epochs of several networks, with what the source recorded of the same. */
export function trainingCurvesFigure(options: CurvesFigureOptions): Figure {
  const { curves: shown, yLabel, yScale = "linear", yWindow, untrained: common, ...said } = options;
  const named = ({ label, panel }: NetworkCurve) => ({ label, ...(panel === undefined ? {} : { panel }) });
  const curveOf = (curve: NetworkCurve, { epoch, value }: Trajectory): Curve => ({ ...named(curve), x: epoch, y: value });
  const valuesOf = (which: "kept" | "stored") =>
    shown.flatMap((curve) => {
      const at = curve[which];
      return at ? [{ ...named(curve), x: at.epoch, y: at.value }] : [];
    });
  const draw = curves({
    curves: shown.flatMap((curve) => [
      curveOf(curve, curve),
      ...(curve.recorded ? [{ ...curveOf(curve, curve.recorded), published: true }] : []),
    ]),
    ...{ xLabel: "epoch", yLabel, yScale, slots: methodSlots, ...(yWindow ? { yWindow } : {}) },
    ...(common === undefined ? {} : { references: [{ label: "complexity of the untrained network", y: common }] }),
    marked: [
      {
        label: "complexity of the untrained network",
        shape: "level",
        at: shown.flatMap((curve) => (curve.untrained === undefined ? [] : [{ ...named(curve), y: curve.untrained }])),
      },
      { label: "the network kept", shape: "dot", at: valuesOf("kept") },
      { label: "published: the stored network", shape: "diamond", at: valuesOf("stored") },
    ],
  });
  return {
    ...said,
    plot(...to) {
      const drawing = draw(...to);
      return { ...drawing, ...(drawing.marginLeft === undefined ? {} : { marginLeft: widerMargin }) };
    },
  };
}
