import type { BudgetName, Claim, Repeated } from "@credence/lab";
import { type ImportedNetwork, importedNetworkList, type Recorded } from "./recorded.ts";
import type { ImportedNetworksResult, ImportedResult } from "./result.ts";

/** Evaluations of one network may lie this far from the recorded mean, in standard deviations of one evaluation. */
const stdDevs = 3;

/** Points of error between two evaluations of one network: the source used 9984 random images, and dropped the rest. */
const tablePoints = 0.1;

/** Recorded values against ours, then Table 3 against the networks it was read from. All but the complexity need every test image. */
export function importedNetworksClaims(result: ImportedNetworksResult, budget: BudgetName): Claim[] {
  return importedNetworkList.flatMap((network) => {
    const ours = result.networks.find(({ name }) => name === network.name);
    if (!ours) return [];
    const claims = [...pointClaims(network, ours), ...drawClaims(network, ours), tableClaim(network, ours)];
    const open = claims.map((claim): Claim => ({ ...claim, verdict: "not tested at this budget" }));
    return [...(budget === "smoke" ? open : claims), ...complexityClaim(network, ours)];
  });
}

function pointClaims({ name, label, family, pointError, pointNll }: ImportedNetwork, { point }: ImportedResult): Claim[] {
  const what = family === "point" ? label : `${label}, means of the weights`;
  const common = { variant: "external" as const, spread: null };
  return [
    {
      ...common,
      id: `${name}-point-error`,
      statement: `Test error in %, ${what}`,
      published: pointError,
      measured: point.errorPercent,
      tolerance: "the same number of images",
      verdict: Math.abs(point.errorPercent - pointError) < 1e-6 ? "reproduced" : "not reproduced",
    },
    {
      ...common,
      id: `${name}-point-nll`,
      statement: `Negative log-likelihood in nats per datum, ${what}`,
      published: pointNll,
      measured: point.nllPerDatum,
      tolerance: "within 0.00001",
      verdict: point.nllPerDatum !== null && Math.abs(point.nllPerDatum - pointNll) <= 1e-5 ? "reproduced" : "not reproduced",
    },
  ];
}

function drawClaims({ name, label, ...recorded }: ImportedNetwork, ours: ImportedResult): Claim[] {
  const claim = (id: string, statement: string, published: Recorded | undefined, measured: Repeated | null): Claim[] =>
    published && measured
      ? [
          {
            id: `${name}-${id}`,
            variant: "external",
            statement: `${statement}, ${label}`,
            published: published.mean,
            measured: measured.mean,
            spread: measured.stdDev,
            tolerance: `within ${stdDevs} standard deviations of one evaluation (${published.stdDev})`,
            verdict: Math.abs(measured.mean - published.mean) <= stdDevs * published.stdDev ? "reproduced" : "not reproduced",
          },
        ]
      : [];
  return [
    ...claim("draws-50", "Test error in %, 50 draws", recorded.draws50, ours.draws50),
    ...claim("draws-10", "Test error in %, 10 draws", recorded.draws10, ours.draws10),
    ...claim("draws-1", "Test error in %, one draw", recorded.oneDraw, ours.oneDraw),
    ...claim("nll-50", "Negative log-likelihood in nats per datum, 50 draws", recorded.nll50, ours.nll50),
  ];
}

function complexityClaim({ name, label, prior, complexity }: ImportedNetwork, { complexity: measured }: ImportedResult): Claim[] {
  if (!complexity || measured === null) return [];
  // The closed form sums 478,410 float32 terms: two parts in a million.
  const tolerance = prior === "normal" ? 2 : stdDevs * complexity.stdDev;
  return [
    {
      id: `${name}-complexity`,
      variant: "external",
      statement: `KL[posterior || prior] in nats, ${prior === "normal" ? "closed form" : "mean of 20 draws"}, ${label}`,
      published: complexity.mean,
      measured,
      spread: null,
      tolerance:
        prior === "normal"
          ? `within ${tolerance} nats`
          : `within ${stdDevs} standard deviations of one draw (${Math.round(complexity.stdDev)} nats)`,
      verdict: Math.abs(measured - complexity.mean) <= tolerance ? "reproduced" : "not reproduced",
    },
  ];
}

/** The table's number against the stored network of that name; the Bayesian ones with ten draws, as the source evaluated them. */
function tableClaim({ name, label, table }: ImportedNetwork, { point, draws10 }: ImportedResult): Claim {
  const measured = draws10?.mean ?? point.errorPercent;
  return {
    id: `${name}-table-3`,
    variant: "as stated",
    statement: `Table 3: test error in %, ${label}, 400 units${name === "dnn-dropout" ? " (the table's number is that of 1200 units)" : ""}`,
    published: table,
    measured,
    spread: draws10?.stdDev ?? null,
    tolerance: `within ${tablePoints} points${draws10 ? ", with 10 draws" : ""}`,
    verdict: Math.abs(measured - table) <= tablePoints ? "reproduced" : "not reproduced",
  };
}
