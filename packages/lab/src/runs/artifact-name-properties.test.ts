import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../experiment.ts";
import { openArtifacts } from "./artifacts.ts";
import { sortedJson } from "./json-text.ts";
import { memoryStorage } from "./testing/memory-storage.ts";
import { testHost, toyKey, toyMethod, toyModel, toyTensor } from "./testing/toy-experiment.ts";

const parameters = { seed: 20_150_707, numRuns: 200 };
const kernels = { module: "relaxed" as const, sha256: "ab" };
const artifacts = openArtifacts(memoryStorage(), {
  host: testHost,
  arithmetic: { credence: "0.1.0", code: { sha256: "ef" }, kernels, blas: null },
  onMessage: () => {},
});

/** The names of a fit by a method with these settings, of one whose trace depends on them, and of a computation. */
async function namesOf(determinedBy: Json): Promise<readonly string[]> {
  const key = toyKey(1, 2);
  const problem = { model: toyModel("mlp"), data: { x: toyTensor([1, 2]), y: toyTensor([3]) } };
  return [
    await artifacts.nameOf({ label: "a network", method: { ...toyMethod(1), toJSON: () => ({ determinedBy }) }, problem, key }),
    await artifacts.nameOf({ label: "a network", determinedBy, method: toyMethod(1), problem, key }),
    await artifacts.nameOfValue({ computation: "chain", determinedBy, key, data: [Float32Array.of(1, 2)] }),
  ];
}

// JSON knows no -0
const leaf: fc.Arbitrary<Json> = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.integer(),
  fc.string({ unit: "binary" }),
  fc.boolean(),
  fc.constant(null),
);
const { settings } = fc.letrec<{ settings: Json }>((tie) => ({
  settings: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie("settings"), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 6 }), tie("settings"), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isLeaf = (value: Json) => typeof value !== "object" || value === null;

/** The same settings, the names of every object in the order that `rank` gives them. */
function reordered(value: Json, rank: (name: string) => number): Json {
  if (isLeaf(value)) return value;
  if (isList(value)) return value.map((item) => reordered(item, rank));
  const entries = Object.entries(value as { readonly [name: string]: Json }).map(([name, item]) => [name, reordered(item, rank)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => rank(a) - rank(b)));
}

const leafCount = (value: Json): number =>
  isLeaf(value) ? 1 : Object.values(value as object).reduce((sum, item) => sum + leafCount(item), 0);

/** The settings with their n-th leaf, in the order of writing, replaced. */
function replaced(value: Json, place: number, by: Json): Json {
  let next = 0;
  const walk = (item: Json): Json => {
    if (isLeaf(item)) return next++ === place ? by : item;
    if (isList(item)) return item.map(walk);
    return Object.fromEntries(Object.entries(item as { readonly [name: string]: Json }).map(([name, inner]) => [name, walk(inner)]));
  };
  return walk(value);
}

test("equal settings in another order of their names have the same name", async () => {
  await fc.assert(
    fc.asyncProperty(settings, fc.func(fc.integer()), async (value, rank) => {
      expect(await namesOf(reordered(value, rank))).toEqual(await namesOf(value));
    }),
    parameters,
  );
});

test("any changed leaf gives another name", async () => {
  const changes = settings
    .filter((value) => leafCount(value) > 0)
    .chain((value) => fc.tuple(fc.constant(value), fc.nat(leafCount(value) - 1), leaf))
    .map(([value, place, by]) => [value, replaced(value, place, by)] as const)
    .filter(([before, after]) => sortedJson(before) !== sortedJson(after));
  await fc.assert(
    fc.asyncProperty(changes, async ([before, after]) => {
      const [names, others] = [await namesOf(before), await namesOf(after)];
      names.forEach((name, i) => {
        expect(others[i]).not.toBe(name);
      });
    }),
    parameters,
  );
});
