import { mean } from "@credence/lab";
import { answersTable, type Figure, ranked, type Table, tableOf } from "@credence/lab/figures";
import { surfacePanels, surfaceQuantities } from "../plane/surfaces.ts";
import { growth, of } from "./claims.ts";
import type { LogisticFit, LogisticResult } from "./logistic-uncertainty.ts";
import { type MethodName, methodNames, words } from "./methods.ts";

const titles = {
  probability: "Probability of class 1",
  total: "Doubt about the class",
  aleatoric: "What remains when the weights are known",
  epistemic: "What a spread of weights adds",
};

/** Numbers of all data sets, method by method. */
function findings(result: LogisticResult) {
  const means = (value: (fit: LogisticFit) => number) =>
    methodNames.flatMap((method): [string, number][] => {
      const fits = of(result, method);
      return fits.length === 0 ? [] : [[words[method], mean(fits.map(value))]];
    });
  const far = (what: string, value: (fit: LogisticFit) => number) =>
    `${what} at distance 4 from the data, nats: ${ranked(means(value), { digits: 3 })}.`;
  return {
    probability: `Accuracy on the data: ${ranked(
      means(({ accuracy }) => accuracy),
      { digits: 4, from: "highest" },
    )}.`,
    total: far("Total uncertainty", ({ totalFar }) => totalFar),
    aleatoric: far("Aleatoric uncertainty", ({ totalFar, epistemic }) => totalFar - epistemic.far),
    epistemic: far("Epistemic uncertainty", ({ epistemic }) => epistemic.far),
  };
}

export function logisticFigures(result: LogisticResult): Figure[] {
  const { grid, points, fits } = result;
  const shown = fits.flatMap(({ method, surfaces }) => (surfaces ? [{ panel: words[method], surfaces }] : []));
  if (shown.length === 0) return [];
  return surfaceQuantities.map((quantity) => ({
    name: quantity,
    title: titles[quantity],
    finding: findings(result)[quantity],
    caption: "Logistic regressions of the first data set, with every fifth point on top: circles class 0, crosses class 1.",
    published: "the maps of week 2",
    plot: surfacePanels(quantity, { grid, points, panels: shown }),
  }));
}

/** Bytes of the curvature of a network with so many weights, in float64, whose layers are square. */
const forms = [1e2, 1e3, 1e4, 1e5].map((weights) => ({
  weights,
  full: 8 * weights ** 2,
  kronecker: 8 * 2 * weights,
  diagonal: 8 * weights,
}));

export function logisticTables(result: LogisticResult): Table[] {
  const divergence = (method: MethodName) => over((fit) => fit.divergence)(method)?.toPrecision(3) ?? "not measured";
  const over = (value: (fit: LogisticFit) => number | null) => (method: MethodName) => {
    const values = of(result, method).flatMap((fit) => value(fit) ?? []);
    return values.length === 0 ? null : mean(values);
  };
  const farOf = (method: MethodName) => over(({ epistemic }) => epistemic.far)(method)?.toPrecision(2);
  return [
    tableOf<MethodName>({
      name: "methods",
      title: "The methods",
      caption:
        "Mean over data sets. KL: from the exact posterior (grid) under the prior that MAP's weight decay is; none for a single set of weights or a bias that does not vary.",
      rows: methodNames,
      columns: [
        { label: "method", of: (method) => words[method] },
        { label: "accuracy", digits: 4, of: over(({ accuracy }) => accuracy) },
        { label: "epistemic at the data (nats)", digits: 4, of: over(({ epistemic }) => epistemic.atData) },
        { label: "epistemic at distance 4 (nats)", digits: 4, of: over(({ epistemic }) => epistemic.far) },
        { label: "far over data", digits: 1, of: over((fit) => (fit.epistemic.atData > 1e-6 ? growth(fit) : null)) },
        { label: "KL from the posterior (nats)", digits: 3, of: over(({ divergence }) => divergence) },
      ],
    }),
    tableOf<(typeof forms)[number]>({
      name: "curvatures",
      title: "What a curvature takes",
      caption: "MiB of the matrix in float64: full, Kronecker factors of one square layer, and diagonal.",
      rows: forms,
      columns: [
        { label: "weights", of: ({ weights }) => weights.toLocaleString("en-US") },
        ...(["full", "kronecker", "diagonal"] as const).map((form) => ({
          label: form,
          digits: 3,
          of: (row: (typeof forms)[number]) => row[form] / 2 ** 20,
        })),
      ],
    }),
    answersTable([
      {
        question: "What does a Laplace approximation add to MAP?",
        answer: `A spread of weights. The accuracy stays; at distance 4 MAP's epistemic uncertainty is ${farOf("map")} nats, that of Laplace ${farOf("laplace")}, that of the variational fit ${farOf("variational")}.`,
      },
      {
        question: "What is the difference between Laplace and variational inference?",
        answer: `Laplace takes the curvature at the mode, with all correlations, from weights already trained; mean-field variational inference fits independent normals by their KL divergence from the posterior. From the exact posterior Laplace is ${divergence("laplace")} nats, the variational fit ${divergence("variational")}.`,
      },
    ]),
  ];
}
