import type { TraceRow } from "../experiment.ts";
import type { RegressionBands } from "./regression-measures.ts";
import type { RegressionPrior } from "./regression-networks.ts";

/** Both quantities, nats per point, over one set of inputs. */
export type Densities = { readonly meanLogDensity: number; readonly lppd: number };

export type RegressionCell = {
  readonly id: string;
  readonly label: string;
  readonly prior: RegressionPrior;
  readonly run: number;
  readonly epochs: number;
  /** Trained exactly as published: epochs, widths, data. */
  readonly asPublished: boolean;
  /** Inputs in [-0.2, 1.4], as the source's code. */
  readonly published: Densities;
  /** Inputs in [-0.5, 1.5], as the source's text. */
  readonly stated: Densities;
  readonly bands: RegressionBands;
  /** Ten single draws at the inputs of the bands. */
  readonly examples: readonly (readonly number[])[];
  readonly trace: readonly TraceRow[];
};

export type RegressionPriorsResult = {
  readonly cells: readonly RegressionCell[];
  /** Every fourth training point, for the figures. */
  readonly points: { readonly x: readonly number[]; readonly y: readonly number[] };
  readonly densityDraws: number;
  readonly bandDraws: number;
};
