import { experiments } from "@credence/experiments";
import type { Verdict } from "@credence/lab";
import { largestRun } from "../books/draw-book.ts";
import { withPassage } from "../passage.ts";
import type { KeptRun } from "../results/kept-run.ts";

/** What the README says of one study: its sentence stands between these marks, which no page shows. */
const marks = ["<!-- counts: npm run results -->", "<!-- end of counts -->"] as const;

/** "27 claims held, 4 did not, 411 were not tested": of the runs that the source's book is drawn from. */
export async function countsOf(source: string, runs: readonly KeptRun[]): Promise<string> {
  const loaded = await Promise.all(Object.values(experiments).map((load) => load()));
  const own = loaded.filter((experiment) => experiment.source === source).map(({ name }) => name);
  const drawn = own.flatMap(
    (name) => largestRun(runs.filter(({ record }) => record.experiment === name && record.unit === undefined)) ?? [],
  );
  const claims = drawn.flatMap(({ result }) => result.claims);
  const count = (verdict: Verdict) => claims.filter((claim) => claim.verdict === verdict).length;
  return `**${count("reproduced")} claims held, ${count("not reproduced")} did not**, ${count("not tested at this budget")} were not tested`;
}

/** The README with the counts of now. @throws where it has no place for them */
export const withCounts = (readme: string, counts: string): string => withPassage({ name: "README.md", text: readme, marks }, counts);
