import { type Grid, gridPlaces, surface } from "@credence/lab/figures";
import { type Key, keep, scope, tensor } from "@credence/tensor";
import { type Data, expectBernoulli, type Posterior, predict, predictiveMean, uncertainty } from "credence";

/** Points of two classes in the plane. */
export type PlanePoints = {
  readonly x: readonly (readonly [number, number])[];
  readonly labels: readonly number[];
};

/** As a classifier with one logit takes them. */
export const planeData = ({ x, labels }: PlanePoints): Data => ({
  x: keep(tensor(Float32Array.from(x.flat()), [x.length, 2])),
  y: keep(tensor(Float32Array.from(labels), [labels.length, 1])),
});

/** The quantities that are mapped: the mean probability of class 1, and the uncertainty about the class in nats. */
export const surfaceQuantities = ["probability", "total", "aleatoric", "epistemic"] as const;
export type Surfaces = Readonly<Record<(typeof surfaceQuantities)[number], number[]>>;

/** What a classifier with one logit says at places, to four digits. */
export async function predictSurfaces(
  posterior: Posterior,
  places: readonly (readonly [number, number])[],
  { draws, key }: { readonly draws: number; readonly key: Key },
): Promise<Surfaces> {
  const x = tensor(Float32Array.from(places.flat()), [places.length, 2]);
  const predictive = expectBernoulli("predictSurfaces", await predict(posterior, x, { draws }, key));
  const read = async (values: { read(): Promise<ArrayLike<number>> }) =>
    Array.from(await values.read(), (value) => Number(value.toPrecision(4)));
  const surfaces = {
    probability: await read(scope(() => predictiveMean(predictive))),
    total: await read(uncertainty.total(predictive)),
    aleatoric: await read(uncertainty.aleatoric(predictive)),
    epistemic: await read(uncertainty.epistemic(predictive)),
  };
  predictive.dispose();
  x.dispose();
  return surfaces;
}

const drawnDigits = (value: number): number => Number(value.toFixed(4));

/** Maps as a figure needs them: to four decimals, and without the total, which is the sum of the other two uncertainties. */
export type KeptSurfaces = Omit<Surfaces, "total">;
export const keptSurfaces = ({ probability, aleatoric, epistemic }: Surfaces): KeptSurfaces => ({
  probability: probability.map(drawnDigits),
  aleatoric: aleatoric.map(drawnDigits),
  epistemic: epistemic.map(drawnDigits),
});
const drawnValues = (surfaces: KeptSurfaces, quantity: keyof Surfaces): readonly number[] =>
  quantity === "total" ? surfaces.aleatoric.map((value, i) => value + surfaces.epistemic[i]) : surfaces[quantity];

/** Points as a figure needs them: those that it draws, to four decimals. */
export const keptPoints = ({ x, labels }: PlanePoints): PlanePoints => {
  const drawn = <Value>(values: readonly Value[]) => values.filter((_, i) => i % 5 === 0);
  return { x: drawn(x).map(([a, b]): [number, number] => [drawnDigits(a), drawnDigits(b)]), labels: drawn(labels) };
};

/** Share of points on the right side of one half. */
export function accuracyOf({ probability }: Surfaces, labels: readonly number[]): number {
  return labels.filter((label, i) => Number(probability[i] > 0.5) === label).length / labels.length;
}

/** Places of a grid by how far the nearest point is, and how far that is, to a quarter of the unit. */
export function ring(grid: Grid, points: PlanePoints["x"], distance: number): number[] {
  const near = gridPlaces(grid).map(([x, y]) =>
    Math.sqrt(points.reduce((least, [a, b]) => Math.min(least, (x - a) ** 2 + (y - b) ** 2), Infinity)),
  );
  return [...near.keys()].filter((place) => Math.abs(near[place] - distance) <= 0.25);
}

const labels: Readonly<Record<keyof Surfaces, string>> = {
  probability: "mean probability of class 1",
  total: "total uncertainty (nats)",
  aleatoric: "aleatoric uncertainty (nats)",
  epistemic: "epistemic uncertainty (nats)",
};

/** Several classifiers side by side, and the kept points. */
interface Panels {
  readonly grid: Grid;
  readonly points: PlanePoints;
  readonly panels: readonly { readonly panel: string; readonly surfaces: KeptSurfaces }[];
}

/** One quantity of several classifiers side by side, with the kept points. */
export const surfacePanels = (quantity: keyof Surfaces, { grid, points, panels }: Panels) =>
  surface({
    ...{ grid, label: labels[quantity], xLabel: "first input", yLabel: "second input" },
    domain: quantity === "probability" ? [0, 1] : [0, Math.LN2],
    colors: quantity === "probability" ? "diverging" : "sequential",
    panels: panels.map(({ panel, surfaces }) => ({
      panel,
      values: drawnValues(surfaces, quantity),
      points: points.x.map(([x, y], i) => ({ x, y, label: points.labels[i] })),
    })),
  });
