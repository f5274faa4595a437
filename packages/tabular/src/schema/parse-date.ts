/** Milliseconds since 1970 of a date or a time as people write them; undefined for any other text. A time without a zone is UTC, so that it is the same everywhere. */
export function parseDate(text: string): number | undefined {
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  if (iso) {
    const [, year, month, day, hour = "0", minute = "0", second = "0", zone = "Z"] = iso;
    return timeOf([year, month, day, hour, minute, second].map(Number), zone);
  }
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (!dotted) return undefined;
  const [, day, month, year, hour = "0", minute = "0", second = "0"] = dotted;
  return timeOf([year, month, day, hour, minute, second].map(Number), "Z");
}

function timeOf([year, month, day, hour, minute, second]: readonly number[], zone: string): number | undefined {
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(time);
  // 31 February is another day
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day || hour > 23 || minute > 59 || second > 60) return undefined;
  if (zone === "Z") return time;
  const offset = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return time - (zone.startsWith("-") ? -1 : 1) * offset * 60_000;
}
