import { expectList, expectWhole } from "../../settings.ts";

/** Columns of x that stand for one input, as the indicators of a category do: by place, from 0. */
export type InputGroups = readonly (readonly number[])[];

/** The groups given, or each column by itself. @throws for a group that is empty, a column that is none, and one that stands twice */
export function resolvedGroups(where: string, groups: InputGroups | undefined, columns: number): InputGroups {
  if (groups === undefined) return Array.from({ length: columns }, (_, column) => [column]);
  expectList(where, "groups", groups);
  const seen = new Set<number>();
  for (const [place, group] of groups.entries()) {
    expectList(where, `groups[${place}]`, group);
    if (group.length === 0) throw new Error(`${where}: groups[${place}] is empty, expected a column or more`);
    for (const [i, column] of group.entries()) {
      expectWhole(where, `groups[${place}][${i}]`, column, 0);
      if (column >= columns) throw new Error(`${where}: groups[${place}] has column ${column}, expected one below ${columns}`);
      if (seen.has(column)) throw new Error(`${where}: column ${column} stands twice in groups, expected once`);
      seen.add(column);
    }
  }
  return groups;
}
