import { type Findings, said } from "@credence/lab";
import { curves, tableOf, told } from "@credence/lab/figures";
import type { ElboIdentityResult, Fitted } from "./elbo-identity.ts";
import texts from "./texts.json" with { type: "json" };

const { claims, shown } = texts;

/** The largest value over all moments of all fits. */
const worst = ({ fits }: ElboIdentityResult, value: (row: Fitted["rows"][number], fit: Fitted) => number) =>
  Math.max(...fits.flatMap((fit) => fit.rows.map((row) => value(row, fit))));

/** What the overview states of the evidence lower bound, and how the terms go. */
export const elboIdentityFindings: Findings<ElboIdentityResult> = {
  claims: [
    said(claims, "identity", {
      measured: (result) => worst(result, (row, { evidence }) => Math.abs(row.elbo + row.klFromPosterior - evidence)),
    }),
    said(claims, "lower-bound", { measured: (result) => worst(result, (row, { evidence }) => row.elbo - evidence) }),
    said(claims, "complexity", { measured: (result) => worst(result, ({ complexityError }) => complexityError) }),
    said(claims, "minimises", {
      published: ({ fits }) => fits.map(({ bestKl }) => bestKl),
      measured: ({ fits }) => fits.map(({ rows }) => rows.at(-1)?.klFromPosterior),
    }),
    said(claims, "full-covariance", {
      measured: ({ fits }) => Math.max(...fits.map(({ laplaceEvidence, evidence }) => Math.abs(laplaceEvidence - evidence))),
    }),
  ],
  figures({ fits }) {
    const last = fits.at(-1);
    const at = ({ examples }: Fitted) => ({ label: "log evidence - ELBO", panel: `${examples.toLocaleString("en-US")} examples` });
    const gaps = fits.map((fit) => ({
      ...at(fit),
      x: fit.rows.map(({ epoch }) => epoch),
      y: fit.rows.map((row) => fit.evidence - row.elbo),
    }));
    const divergences = fits.flatMap((fit) => fit.rows.map((row) => ({ ...at(fit), x: row.epoch, y: row.klFromPosterior })));
    return [
      {
        ...told(shown, "identity"),
        finding: `With ${last?.examples.toLocaleString("en-US")} examples KL[q || posterior] ends at ${last?.rows.at(-1)?.klFromPosterior.toFixed(3)} nats, the best diagonal Gaussian has ${last?.bestKl.toFixed(3)}.`,
        plot: curves({
          ...{ curves: gaps, xLabel: "epoch", yLabel: "nats", xScale: "log", yScale: "log" },
          marked: [
            { label: "KL from the posterior", shape: "dot", at: divergences },
            { label: "best diagonal", shape: "level", at: fits.map((fit) => ({ ...at(fit), y: fit.bestKl })) },
          ],
        }),
      },
    ];
  },
  tables: ({ fits }) => [
    tableOf({
      ...{ ...told(shown, "terms"), rows: fits },
      columns: [
        { label: "examples", of: ({ examples }) => examples },
        { label: "ELBO", digits: 3, of: ({ rows }) => rows.at(-1)?.elbo },
        { label: "KL from the posterior", digits: 4, of: ({ rows }) => rows.at(-1)?.klFromPosterior },
        { label: "of the best diagonal", digits: 4, of: ({ bestKl }) => bestKl },
        { label: "log evidence", digits: 3, of: ({ evidence }) => evidence },
        { label: "Laplace, log evidence", digits: 3, of: ({ laplaceEvidence }) => laplaceEvidence },
      ],
    }),
  ],
};
