import type { ColumnOf } from "@credence/lab/figures";
import { mnistNetworkLabels } from "./networks.ts";
import type { Subject } from "./units.ts";

type Trained = Pick<Subject, "origin" | "epochs" | "keptEpoch">;

/** Who trained a network, for how long, and which epoch's network it is where it is not the last one's: a cell of a table. */
function trainedBy({ origin, epochs, keptEpoch }: Trained): string {
  if (origin === "source") return `the source, ${epochs} epochs`;
  return keptEpoch === undefined ? `${epochs} epochs here` : `epoch ${keptEpoch} of ${epochs} here`;
}

/** For statements on a training that keeps the epoch with the lowest objective; nothing where the last one is kept. */
export const keptOf = ({ keptEpoch }: Partial<Trained> = {}): string =>
  keptEpoch === undefined ? "" : `, the network of the lowest objective (ours of epoch ${keptEpoch})`;

/** For statements: "400 units, 24 epochs here", "400 units, the source's own". */
export const sizeWords = ({ origin, units, epochs }: Pick<Subject, "origin" | "units" | "epochs">): string =>
  `${units} units, ${origin === "source" ? "the source's own" : `${epochs} epochs here`}`;

/** A network of a result by its name, size and who trained it; undefined where that was not trained. */
export const networkIn = <One extends Pick<Subject, "network" | "units" | "origin">>(
  networks: readonly One[],
  { network, units, origin }: Pick<One, "network" | "units" | "origin">,
): One | undefined => networks.find((one) => one.network === network && one.units === units && one.origin === origin);

/** Those that a finding tells of: who trained longest, in that size; the first of equals. */
export function longestTrained<One extends Pick<Subject, "units" | "origin" | "epochs">>(networks: readonly One[]): readonly One[] {
  const most = Math.max(...networks.map(({ epochs }) => epochs));
  const first = networks.find(({ epochs }) => epochs === most);
  return networks.filter(({ origin, units }) => origin === first?.origin && units === first.units);
}

/** The first columns of tables by network. */
export const sizeColumns: readonly ColumnOf<Pick<Subject, "network" | "units">>[] = [
  { label: "Network", of: ({ network }) => mnistNetworkLabels[network] },
  { label: "Units", of: ({ units }) => units },
];
export const subjectColumns: readonly ColumnOf<Subject>[] = [...sizeColumns, { label: "Trained by", of: trainedBy }];

/** The layers of every network, for legends. */
export const layerNames = ["784 inputs to hidden 1", "hidden 1 to hidden 2", "hidden 2 to 10 outputs"] as const;

/** For titles of panels: "Gaussian", "mixture". */
export const priorName = ({ network }: Pick<Subject, "network">): string => (network === "bnn-gaussian" ? "Gaussian" : "mixture");
