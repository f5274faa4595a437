/**
 * Compares what the header of a checkpoint tells of its settings with those at hand, as JSON.
 * @throws where a setting differs or is not there, by its path
 */
export function expectSameSettings(where: string, theirs: unknown, ours: unknown): void {
  expectSame(where, "the checkpoint's settings", { theirs, ours: plain(ours) });
}

function expectSame(where: string, name: string, { theirs, ours }: { readonly theirs: unknown; readonly ours: unknown }): void {
  if (isRecord(theirs) && isRecord(ours)) {
    for (const setting of new Set([...Object.keys(ours), ...Object.keys(theirs)]))
      expectSame(where, `${name}.${setting}`, { theirs: theirs[setting], ours: ours[setting] });
    return;
  }
  if (JSON.stringify(theirs) !== JSON.stringify(ours)) throw new Error(`${where}: ${name} is ${shown(theirs)}, expected ${shown(ours)}`);
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
