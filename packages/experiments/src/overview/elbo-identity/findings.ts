import { asks, below, type Said, withinPercent } from "@credence/lab";
import { curves, type Figure, type Table, tableOf } from "@credence/lab/figures";
import type { ElboIdentityResult, Fitted } from "./elbo-identity.ts";

/** The largest value over all moments of all fits. */
const worst = ({ fits }: ElboIdentityResult, value: (row: Fitted["rows"][number], fit: Fitted) => number) =>
  Math.max(...fits.flatMap((fit) => fit.rows.map((row) => value(row, fit))));

/** What the overview states of the evidence lower bound. */
export const elboIdentityClaims: readonly Said<ElboIdentityResult>[] = [
  {
    ...{ id: "identity", published: "equivalent", asks: below(1e-4, "nats") },
    statement: "ELBO + KL[q || posterior] is the log evidence: the largest difference during training (nats)",
    measured: (result) => worst(result, (row, { evidence }) => Math.abs(row.elbo + row.klFromPosterior - evidence)),
  },
  {
    ...{ id: "lower-bound", published: "a lower bound on the log marginal likelihood", asks: below(1e-4, "nats") },
    statement: "ELBO is a lower bound of the log evidence: the largest excess during training (nats)",
    measured: (result) => worst(result, (row, { evidence }) => row.elbo - evidence),
  },
  {
    ...{ id: "complexity", published: "KL(q || p)", asks: below(1e-5) },
    statement: "KL[q || prior] that training minimises is that of the formula: largest relative difference",
    measured: (result) => worst(result, ({ complexityError }) => complexityError),
  },
  {
    ...{ id: "minimises", asks: withinPercent(1), shows: 3, tested: (_, budget) => budget !== "smoke" },
    statement:
      "Maximising ELBO minimises KL from the posterior: at the end, nats by number of examples, against the best diagonal Gaussian's",
    published: ({ fits }) => fits.map(({ bestKl }) => bestKl),
    measured: ({ fits }) => fits.map(({ rows }) => rows.at(-1)?.klFromPosterior),
  },
  {
    ...{ id: "full-covariance", published: "0", asks: asks("below 0.001 nats", ([difference]) => difference! < 1e-3) },
    statement: "A Gaussian with all covariances closes the gap: log evidence of the Laplace approximation less the exact one (nats)",
    measured: ({ fits }) => Math.max(...fits.map(({ laplaceEvidence, evidence }) => Math.abs(laplaceEvidence - evidence))),
  },
];

export function elboIdentityFigures({ fits }: ElboIdentityResult): Figure[] {
  const last = fits.at(-1);
  const at = ({ examples }: Fitted) => ({ label: "log evidence - ELBO", panel: `${examples} examples` });
  const gaps = fits.map(({ evidence, rows, ...fit }) => ({
    ...at({ evidence, rows, ...fit }),
    ...{ x: rows.map(({ epoch }) => epoch), y: rows.map(({ elbo }) => evidence - elbo) },
  }));
  const divergences = fits.flatMap((fit) => fit.rows.map((row) => ({ ...at(fit), x: row.epoch, y: row.klFromPosterior })));
  return [
    {
      ...{ name: "identity", title: "The bound rises as the divergence falls" },
      finding: `With ${last?.examples} examples KL[q || posterior] ends at ${last?.rows.at(-1)?.klFromPosterior.toFixed(3)} nats, the best diagonal Gaussian has ${last?.bestKl.toFixed(3)}.`,
      caption: "Log evidence less the bound, and KL from the posterior, which lie on each other. Dotted level: the best diagonal Gaussian.",
      plot: curves({
        ...{ curves: gaps, xLabel: "epoch", yLabel: "nats", xScale: "log", yScale: "log" },
        marked: [
          { label: "KL from the posterior", shape: "dot", at: divergences },
          { label: "best diagonal", shape: "level", at: fits.map((fit) => ({ ...at(fit), y: fit.bestKl })) },
        ],
      }),
    },
  ];
}

export const elboIdentityTables = ({ fits }: ElboIdentityResult): Table[] => [
  tableOf<Fitted>({
    ...{ name: "terms", title: "At the end of training", rows: fits },
    caption: "Nats. The evidence of the Laplace approximation is that of a Gaussian with all covariances.",
    columns: [
      { label: "examples", of: ({ examples }) => examples },
      { label: "ELBO", digits: 3, of: ({ rows }) => rows.at(-1)?.elbo },
      { label: "KL from the posterior", digits: 4, of: ({ rows }) => rows.at(-1)?.klFromPosterior },
      { label: "of the best diagonal", digits: 4, of: ({ bestKl }) => bestKl },
      { label: "log evidence", digits: 3, of: ({ evidence }) => evidence },
      { label: "Laplace, log evidence", digits: 3, of: ({ laplaceEvidence }) => laplaceEvidence },
    ],
  }),
];
