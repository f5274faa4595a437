import { join } from "node:path";
import { experiments, sources } from "@credence/experiments";
import { claimsNamed, type Place } from "@credence/lab";
import { describe, expect, test } from "vitest";
import { type KeptRun, readKeptRuns } from "../scripts/results/kept-run.ts";

const loaded = await Promise.all(Object.values(experiments).map((load) => load()));
const runs = await readKeptRuns(join(import.meta.dirname, "..", "results"));

type Placed = Extract<Place, { experiment: string }>;
const isPlaced = (place: Place): place is Placed => "experiment" in place;
const everyPlace = ({ places }: (typeof sources)[number]): readonly Place[] => Object.values(places).flat();
const sourceOf = (name: string) => sources.find((source) => source.name === name)!;

/** Of each document: its figures and tables, and its statements that can be measured. */
const counted: Readonly<Record<string, readonly [figures: number, tables: number, statements: number]>> = {
  "weight-uncertainty": [27, 3, 63],
  "robust-deep-learning": [12, 2, 31],
  "active-learning": [10, 0, 20],
  "label-randomization": [0, 0, 17],
  overview: [0, 0, 11],
};

test("every document has its places", () => {
  expect(sources.map(({ name }) => name).toSorted()).toEqual(Object.keys(counted).toSorted());
});

describe.each(sources)("the places of $name", (source) => {
  const own = loaded.filter((experiment) => experiment.source === source.name);
  const placed = everyPlace(source).filter(isPlaced);

  test("are as many as the document has figures, tables and statements, each once", () => {
    const { figures, tables, statements } = source.places;
    expect([figures.length, tables.length, statements.length]).toEqual(counted[source.name]);
    const names = everyPlace(source).map(({ what }) => what);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test("name an experiment of the document, or a reason", () => {
    for (const place of everyPlace(source))
      if (isPlaced(place))
        expect(
          own.map(({ name }) => name),
          place.what,
        ).toContain(place.experiment);
      else expect(place.why.split(" ").length, place.what).toBeGreaterThan(3);
  });

  test("of statements name a claim, and every name finds a claim of that experiment", () => {
    const statements = [...source.places.statements, ...source.places.further].filter(isPlaced);
    expect(statements.filter(({ claims }) => claims.length === 0).map(({ what }) => what)).toEqual([]);
    const found = (experiment: string, id: string) => claimsNamed([id], own.find(({ name }) => name === experiment)?.claims ?? []);
    const empty = placed.flatMap(({ what, experiment, claims }) =>
      claims.filter((id) => found(experiment, id).length === 0).map((id) => `${what}: ${experiment} ${id}`),
    );
    expect(empty).toEqual([]);
  });

  test("name every experiment of the document, and every claim that it makes or has kept", () => {
    expect(own.length).toBeGreaterThan(1);
    for (const { name, claims } of own) {
      const here = placed.filter(({ experiment }) => experiment === name);
      expect(here.length, name).toBeGreaterThan(0);
      const kept = runs.filter(({ record }) => record.experiment === name).flatMap(({ result }) => result.claims);
      const all = [...new Set([...claims, ...kept].map(({ id }) => id))].map((id) => ({ id }));
      const named = claimsNamed(
        here.flatMap((place) => place.claims),
        all,
      );
      expect(all.filter((claim) => !named.includes(claim)).map(({ id }) => `${name} ${id}`)).toEqual([]);
    }
  });
});

/** "Figures 10-13, Tables 1 and 2" -> the numbers behind a word. */
const numbers = (word: "Figure" | "Table", text: string): readonly number[] =>
  [...text.matchAll(new RegExp(`${word}s? (\\d+)(?:(-| and )(\\d+))?`, "g"))].flatMap(([, first, joint, last]) => {
    if (last === undefined) return [Number(first)];
    return joint === "-"
      ? Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => Number(first) + i)
      : [Number(first), Number(last)];
  });

describe("weight-uncertainty, which numbers its figures and tables", () => {
  const { figures, tables } = sourceOf("weight-uncertainty").places;
  const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

  test("has Figures 1 to 27 and Tables 1 to 3, in this order", () => {
    expect(figures.flatMap(({ what }) => numbers("Figure", what.split(":")[0]!))).toEqual(upTo(27));
    expect(tables.flatMap(({ what }) => numbers("Table", what.split(":")[0]!))).toEqual(upTo(3));
  });

  test("has each where the registry says that it is shown, and drawn there from the kept result", () => {
    const numbered = [
      ...figures.filter(isPlaced).map((place) => ({ word: "Figure" as const, place })),
      ...tables.filter(isPlaced).map((place) => ({ word: "Table" as const, place })),
    ];
    expect(numbered.length).toBe(28);
    for (const { word, place } of numbered) {
      const [number] = numbers(word, place.what);
      const { shows } = loaded.find(({ name }) => name === place.experiment)!;
      expect(numbers(word, shows), place.what).toContain(number);
      expect(
        runs.filter(({ record }) => record.experiment === place.experiment).flatMap((run) => beside(run, word)),
        `${place.experiment} draws ${place.what}`,
      ).toContain(number);
    }
  });

  /** Figures or tables of the document beside which a kept result's stand. */
  function beside({ record, result }: KeptRun, word: "Figure" | "Table"): readonly number[] {
    const { figures: draw, tables: list } = loaded.find(({ name }) => name === record.experiment)!;
    return [...draw(result.values), ...list(result.values)].flatMap(({ published }) => numbers(word, published ?? ""));
  }
});
