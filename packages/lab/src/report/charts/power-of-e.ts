import { superscript } from "../superscript.ts";

/** e to the minus m for a person, as the source's tables write standard deviations: "e⁻⁷"; "1" for m = 0. */
export const powerOfE = (minusLog: number): string => (minusLog === 0 ? "1" : `e${superscript(-minusLog)}`);
