import type { BudgetName, Claim } from "@credence/lab";
import { cellClaims, weightsClaim } from "./claims-cells.ts";
import { curveClaims, spikesClaim } from "./claims-curves.ts";
import { blundellClaim, orderClaims } from "./claims-order.ts";
import { bestMixtureClaim, priorClaims } from "./claims-priors.ts";
import { publishedUnits } from "./published.ts";
import type { MnistErrorResult } from "./result.ts";

/** Every cell of Table 3, as the text states it and as the stored run behind it gives it, then what the text says of them. */
export function mnistErrorClaims(result: MnistErrorResult, budget: BudgetName): Claim[] {
  const trained = publishedUnits.filter((units) => result.networks.some((one) => one.units === units));
  return [
    ...cellClaims(result, budget),
    ...publishedUnits.map((units) => weightsClaim(result, units)),
    ...trained.flatMap((units) => orderClaims(result, { units, budget })),
    ...trained.map((units) => blundellClaim(result, { units, budget })),
    ...priorClaims(result, { trained, budget }),
    bestMixtureClaim(),
    ...trained.flatMap((units) => curveClaims(result, { units, budget })),
    spikesClaim(result, budget),
  ];
}
