import { expectList, expectObject, expectOptions, expectWhole } from "../settings.ts";
/** Difference of two error rates on the same examples, and its standard error, in percentage points. */
export type PairedDifference = {
  readonly points: number;
  readonly standardError: number;
};

/** Examples that classifiers get wrong, a list of places for each. */
type Wrong = readonly (readonly number[])[];

/**
 * Mean over `count` examples of the errors of some classifiers less those of others, with the standard error of drawing examples. With d the
 * difference on an example:
 *
 *   difference = mean d,  standard error = sqrt((mean d^2 - (mean d)^2) / count)
 *
 * Examples on which both of a pair are wrong or both are right say nothing (McNemar).
 *
 * @units percentage points
 * @example
 * metrics.pairedDifference([[0, 1, 2, 5]], [[2, 3]], { count: 10 }) // => { points: 20, standardError: 18.97 }
 */
export function pairedDifference(
  more: Wrong,
  less: Wrong,
  options: {
    /** Examples that both were asked about. */
    readonly count: number;
  },
): PairedDifference {
  expectWrong("pairedDifference", "more", more);
  expectWrong("pairedDifference", "less", less);
  expectOptions("pairedDifference", options, { count: true });
  const { count } = options;
  expectWhole("pairedDifference", "count", count);
  const d = new Map<number, number>();
  for (const place of more.flat()) d.set(place, (d.get(place) ?? 0) + 1);
  for (const place of less.flat()) d.set(place, (d.get(place) ?? 0) - 1);
  const mean = [...d.values()].reduce((sum, value) => sum + value, 0) / count;
  const squares = [...d.values()].reduce((sum, value) => sum + value * value, 0) / count;
  return { points: 100 * mean, standardError: 100 * Math.sqrt((squares - mean * mean) / count) };
}

/** The wrong examples of one classifier, clean and attacked. */
type Attacked = { readonly clean: readonly number[]; readonly attacked: readonly number[] };

/**
 * How many more points of accuracy the first of two classifiers loses to an attack than the second.
 * @units percentage points
 */
export function pairedDrops(
  first: Attacked,
  second: Attacked,
  options: {
    /** Examples that both were asked about. */
    readonly count: number;
  },
): PairedDifference {
  for (const [name, one] of Object.entries({ first, second })) expectObject("pairedDrops", name, one, "{ clean, attacked }");
  return pairedDifference([first.attacked, second.clean], [first.clean, second.attacked], options);
}

function expectWrong(where: string, name: string, wrong: Wrong): void {
  expectList(where, name, wrong);
  for (const [i, places] of wrong.entries()) {
    expectList(where, `${name}[${i}]`, places);
    for (const place of places) expectWhole(where, `a place of ${name}[${i}]`, place, 0);
  }
}
