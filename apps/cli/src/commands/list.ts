import { print, printJson, terminalWidth } from "../display/output.ts";
import { textTable } from "../display/text-table.ts";
import type { Machinery } from "../machinery.ts";
import { allExperiments } from "../names.ts";

interface ListOptions {
  readonly json?: boolean;
}

/** The registry of experiments. */
export async function list({ json }: ListOptions, machinery: Machinery): Promise<void> {
  const experiments = await allExperiments(machinery);
  if (json) {
    printJson(
      experiments.map(({ name, source, shows, summary, budgets, options = {} }) => ({ name, source, shows, summary, budgets, options })),
    );
    return;
  }
  const rows = experiments.map(({ name, source, shows, summary }) => [name, `${summary} (${source}: ${shows})`]);
  print(textTable([{ title: "experiment" }, { title: "what it is", flexible: true }], rows, { width: terminalWidth() }));
  print("\nRun one with: credence run EXPERIMENT --budget smoke|default|paper");
}
