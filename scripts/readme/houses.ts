import type { NumberEvaluation } from "@credence/tabular";
import { wilsonInterval } from "../../packages/lab/src/report/charts/wilson.ts";
import { withPassage } from "../passage.ts";

const marks = ["<!-- houses: npm run results -->", "<!-- end of houses -->"] as const;
const percent = (share: number): string => (100 * share).toFixed(0);

/** What the picture of coverage shows: of the kept fit of docs/examples/houses.csv. */
function housesCaption({ rows, level, covered, coverage }: NumberEvaluation): string {
  const [low, high] = wilsonInterval(covered! * rows, rows);
  const shares = coverage.map((quarter) => quarter.covered!);
  const inside = Math.round(covered! * rows);
  return `${inside} of ${rows} lie inside: ${percent(covered!)} % where ${percent(level)} % were asked for (95 % interval ${percent(low)} to ${percent(high)}); by quarter ${percent(Math.min(...shares))} to ${percent(Math.max(...shares))} %, of ${coverage[0].rows} houses each.`;
}

/** The README with the caption of now. @throws where it has no place for it */
export const withHouses = (readme: string, evaluation: NumberEvaluation): string =>
  withPassage({ name: "README.md", text: readme, marks }, housesCaption(evaluation));
