import type { Subject } from "./units.ts";

type Trained = Pick<Subject, "origin" | "epochs" | "keptEpoch">;

/** Who trained a network, for how long, and which epoch's network it is where it is not the last one's: a cell of a table. */
export function trainedBy({ origin, epochs, keptEpoch }: Trained): string {
  if (origin === "source") return `the source, ${epochs} epochs`;
  return keptEpoch === undefined ? `${epochs} epochs here` : `epoch ${keptEpoch} of ${epochs} here`;
}

/** For statements on a training that keeps the epoch with the lowest objective; nothing where the last one is kept. */
export const keptOf = ({ keptEpoch }: Partial<Trained> = {}): string =>
  keptEpoch === undefined ? "" : `, the network of the lowest objective (ours of epoch ${keptEpoch})`;
