/** What fills the places of a text, by their names. */
export type Places = Readonly<Record<string, string | number>>;

/**
 * Texts with their places filled in: `{name}` by the value of that name, wherever it stands. Texts that stand in JSON beside an experiment say their
 * numbers by name.
 *
 * @throws for a place that nothing fills, and for a value that no text has a place for
 * @example
 * filled(["{count} networks", "a vote of {count}"], { count: 5 }) // ["5 networks", "a vote of 5"]
 */
export function filled(texts: readonly string[], places: Places): string[] {
  const used = new Set<string>();
  const told = texts.map((text) =>
    text.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
      if (!Object.hasOwn(places, name)) throw new Error(`filled: nothing fills {${name}} of "${text}"`);
      used.add(name);
      return String(places[name]);
    }),
  );
  const spare = Object.keys(places).find((name) => !used.has(name));
  if (spare !== undefined) throw new Error(`filled: no text has a place {${spare}}: ${texts.map((text) => `"${text}"`).join(", ")}`);
  return told;
}
