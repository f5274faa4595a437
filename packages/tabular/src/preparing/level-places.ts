/** Truth values in one spelling: "True" of a CSV is the true of Parquet, Excel and JSON. */
const spelled = (text: string): string => (/^(true|false)$/i.test(text) ? text.toLowerCase() : text);

/** Finds the place of a text among levels; undefined where it is none of them. */
export function levelPlaces(levels: readonly string[]): (text: string) => number | undefined {
  const places = new Map(levels.map((level, place) => [level, place]));
  const ofSpelling = new Map(levels.map((level, place) => [spelled(level), place]));
  return (text) => places.get(text) ?? ofSpelling.get(spelled(text));
}
