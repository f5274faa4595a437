import type { Unit } from "../experiment.ts";

type Levels = Readonly<Record<string, readonly (string | number)[]>>;
type Cell<Given extends Levels> = { readonly [Setting in keyof Given]: Given[Setting][number] };

/**
 * Units of all combinations of the levels of some settings, the last setting changing fastest, each with its name.
 *
 * @example
 * const units = crossed({ method: ["plain", "dropout"], seed: seeds(2) }, ({ method, seed }) => `${method}-${seed}`);
 * units.map(({ name }) => name) // => ["plain-1", "plain-2", "dropout-1", "dropout-2"]
 */
export function crossed<const Given extends Levels>(levels: Given, name: (cell: Cell<Given>) => string): (Cell<Given> & Unit)[] {
  let cells: Readonly<Record<string, string | number>>[] = [{}];
  for (const [setting, values] of Object.entries(levels))
    cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [setting]: value })));
  return (cells as unknown as Cell<Given>[]).map((cell) => ({ ...cell, name: name(cell) }));
}

/** Seeds of so many trainings: 1, 2, ... */
export const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
