import { badInput } from "@credence/lab";

/** A share between 0 and 1, as typed. @throws BadInput for anything else */
export function parseLevel(text: string): number {
  const level = Number(text);
  if (!(level > 0 && level < 1)) throw badInput(`--level: got ${JSON.stringify(text)}, expected between 0 and 1, such as 0.9`);
  return level;
}
