import { runsOf } from "@credence/lab";
import { answersTable, type Figure, type Table, tableOf, told } from "@credence/lab/figures";
import { mapFigures } from "../plane/classifiers.ts";
import { growth } from "./claims.ts";
import type { LogisticFit, LogisticResult } from "./logistic-uncertainty.ts";
import { type MethodName, methodNames, words } from "./methods.ts";
import texts from "./texts.json" with { type: "json" };

/** The maps of the first data set, a figure for each quantity. */
export const figures = ({ grid, points, fits }: LogisticResult): Figure[] =>
  mapFigures({
    ...{ shown: texts.shown, grid, points, classifiers: fits, names: words, digits: 4 },
    far: ({ totalFar, epistemic }) => ({ total: totalFar, epistemic: epistemic.far }),
  });

/** Bytes of the curvature of a network with so many weights, in float64, whose layers are square. */
const curvatures = [1e2, 1e3, 1e4, 1e5].map((weights) => ({
  weights,
  full: 8 * weights ** 2,
  kronecker: 8 * 2 * weights,
  diagonal: 8 * weights,
}));
type Curvature = (typeof curvatures)[number];

export function tables({ fits }: LogisticResult): Table[] {
  const over = (value: (fit: LogisticFit) => number | null) => (method: MethodName) => runsOf(fits).where({ method }).mean(value);
  const divergence = over((fit) => fit.divergence);
  const far = over(({ epistemic }) => epistemic.far);
  const farOf = (method: MethodName) => far(method)?.toPrecision(2) ?? "not measured";
  const divergenceOf = (method: MethodName) => divergence(method)?.toPrecision(3) ?? "not measured";
  return [
    tableOf({
      ...told(texts.shown, "methods"),
      rows: methodNames,
      columns: [
        { label: "method", of: (method: MethodName) => words[method] },
        { label: "accuracy", digits: 4, of: over(({ accuracy }) => accuracy) },
        { label: "epistemic at the data (nats)", digits: 4, of: over(({ epistemic }) => epistemic.atData) },
        { label: "epistemic at distance 4 (nats)", digits: 4, of: far },
        { label: "far over data", digits: 1, of: over((fit) => (fit.epistemic.atData > 1e-6 ? growth(fit) : null)) },
        { label: "KL from the posterior (nats)", digits: 3, of: divergence },
      ],
    }),
    tableOf({
      ...told(texts.shown, "curvatures"),
      rows: curvatures,
      columns: [
        { label: "weights", of: ({ weights }: Curvature) => weights.toLocaleString("en-US") },
        ...(["full", "kronecker", "diagonal"] as const).map((form) => ({
          label: form,
          digits: 3,
          of: (row: Curvature) => row[form] / 2 ** 20,
        })),
      ],
    }),
    answersTable(texts.answers, {
      "far of map": farOf("map"),
      "far of laplace": farOf("laplace"),
      "far of variational": farOf("variational"),
      "KL of laplace": divergenceOf("laplace"),
      "KL of variational": divergenceOf("variational"),
    }),
  ];
}
