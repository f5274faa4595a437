import type { BudgetName, Claim } from "@credence/lab";
import type { QuickstartResult } from "./result.ts";

/** Our own statements: what every change of the library must keep. */
export function quickstartClaims({ regression, digits }: QuickstartResult, _: BudgetName): Claim[] {
  const { stdDevInside, stdDevOutside } = regression.bands;
  const row = (id: string, statement: string, value: number, limit: number): Claim => ({
    id,
    variant: "as stated",
    statement,
    published: `above ${limit}`,
    measured: value,
    spread: null,
    tolerance: `above ${limit}`,
    verdict: value > limit ? "reproduced" : "not reproduced",
  });
  return [
    row(
      "uncertainty-grows",
      "The regression is less sure outside its data: mean sd of f in [-0.2, 1.4] outside [0, 0.5] over inside",
      stdDevOutside / stdDevInside,
      2,
    ),
    row(
      "letters-doubted",
      "The classifier of digits doubts letters: AUROC of epistemic uncertainty, letters positive",
      digits.auroc.epistemic,
      0.8,
    ),
    row("digits-known", "It knows digits it has not seen: test accuracy", digits.accuracy, 0.9),
  ];
}
