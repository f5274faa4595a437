/** Published numbers of one kind: what they are in, where they come from, and the numbers, by whatever tells them apart. */
export interface PublishedRecord {
  /** "%", "nats", "nats by epoch", "1" for a pure number. */
  readonly unit: string;
  /** "Table 3", "read off Figure 18", "printed in the source's stored run". */
  readonly origin: string;
  /** What the levels of `values` are, from the outside in: ["network", "units"]. */
  readonly by?: readonly string[];
  readonly values: PublishedValues;
}

/** A number, a list of them, or either under names: {"bnn-gaussian": {"400": 1.31}}. */
export type PublishedValues =
  | number
  | null
  | readonly (number | null)[]
  | { readonly [name: string]: PublishedValues }
  | readonly PublishedValues[];

type Step = string | number;

/** The published numbers of an experiment, from the JSON beside it: the one place that claims, tables and figures look them up. */
export interface Published<Name extends string> {
  /** A number, or undefined where the source gives none. */
  find(name: Name, ...steps: readonly Step[]): number | undefined;
  /** @throws where the source gives no such number */
  number(name: Name, ...steps: readonly Step[]): number;
  /** @throws where the source gives no such list */
  list(name: Name, ...steps: readonly Step[]): readonly number[];
  /** A list, or undefined where the source gives none. */
  findList(name: Name, ...steps: readonly Step[]): readonly number[] | undefined;
  /** The names one level down: the networks of a record by network. */
  names(name: Name, ...steps: readonly Step[]): readonly string[];
  record(name: Name): PublishedRecord;
}

/** @throws at the first look-up of a record or number that is not there, naming it */
export function publishedNumbers<Name extends string>(records: Readonly<Record<Name, PublishedRecord>>): Published<Name> {
  const at = (name: Name, steps: readonly Step[]): PublishedValues | undefined => {
    let values: PublishedValues | undefined = (records[name] as PublishedRecord | undefined)?.values;
    for (const step of steps) {
      if (values === null || typeof values !== "object") return undefined;
      values = (values as Readonly<Record<Step, PublishedValues>>)[step];
    }
    return values;
  };
  const missing = (what: string, name: Name, steps: readonly Step[]) =>
    new Error(`published ${[name, ...steps].join(" / ")}: there is no such ${what}`);
  const find = (name: Name, ...steps: readonly Step[]) => {
    const value = at(name, steps);
    return typeof value === "number" ? value : undefined;
  };
  const findList = (name: Name, ...steps: readonly Step[]) => {
    const value = at(name, steps);
    return Array.isArray(value) ? (value as readonly number[]) : undefined;
  };
  return {
    find,
    findList,
    number(name, ...steps) {
      const value = find(name, ...steps);
      if (value === undefined) throw missing("number", name, steps);
      return value;
    },
    list(name, ...steps) {
      const value = findList(name, ...steps);
      if (value === undefined) throw missing("list", name, steps);
      return value;
    },
    names(name, ...steps) {
      const value = at(name, steps);
      if (value === undefined || value === null || typeof value !== "object") throw missing("level", name, steps);
      return Object.keys(value);
    },
    record: (name) => records[name],
  };
}
