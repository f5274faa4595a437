import { badInput, readAllDiagnoses } from "@credence/lab";
import { print, printJson, terminalWidth } from "../display/output.ts";
import { textTable } from "../display/text-table.ts";
import { nodeStorage } from "../host/node-storage.ts";

/**
 * What is likely wrong with the fits of a run, as it was found when they were made.
 * @throws BadInput where the folder holds no run, or one whose fits nobody looked at
 */
export async function doctorRun(folder: string, { json }: { readonly json?: boolean }): Promise<void> {
  const storage = nodeStorage(folder);
  if ((await storage.read("run.json")) === undefined) throw badInput(`${folder} holds no run.json, expected the folder of a run`);
  const fits = await readAllDiagnoses(storage);
  if (fits === undefined)
    throw badInput(
      `${folder} holds no diagnoses.jsonl: its run has no fits, or was made by a version that did not look; run it again with another --out`,
    );
  if (json) {
    for (const fit of fits) printJson(fit);
    return;
  }
  const ill = fits.flatMap(({ label, found }) => found.map((one) => ({ label, ...one })));
  const counts = `${fits.length} ${fits.length === 1 ? "fit" : "fits"}, ${ill.length} ${ill.length === 1 ? "finding" : "findings"}`;
  print(ill.length === 0 ? `${counts}.` : `${counts}:`);
  if (ill.length === 0) return;
  const rows = Array.from(
    Map.groupBy(ill, ({ label: _, ...one }) => JSON.stringify(one)).values(),
    ([first, ...others]): [string, string, string] => {
      const { label, name, found, why, change } = first!;
      return [`${label}${others.length > 0 ? ` and ${others.length} more` : ""}`, name, `${found}. Why: ${why}. Change: ${change}.`];
    },
  );
  print(
    textTable([{ title: "fit", widest: 24 }, { title: "finding" }, { title: "what, why, and what to change", flexible: true }], rows, {
      width: terminalWidth(),
    }),
  );
}
