import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

interface Surroundings {
  readonly isTTY: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Programs by their TERM_PROGRAM that open a link of a text, with the major and minor version of the first that does. */
const programs: Readonly<Record<string, readonly [major: number, minor: number]>> = {
  "iTerm.app": [3, 1],
  WezTerm: [0, 0],
  vscode: [1, 72],
  ghostty: [0, 0],
  Hyper: [0, 0],
  rio: [0, 0],
  tmux: [3, 4],
};

/** Whether the terminal shows a hyperlink (OSC 8) as its text: known by what it says of itself in the environment. */
export function showsHyperlinks({ isTTY, environment }: Surroundings): boolean {
  const { TERM = "", TERM_PROGRAM = "", TERM_PROGRAM_VERSION = "", VTE_VERSION = "", NO_COLOR = "" } = environment;
  if (!isTTY || NO_COLOR !== "" || TERM === "dumb" || environment.CI) return false;
  // before what stands outside of it, which it inherits
  if (Object.hasOwn(programs, TERM_PROGRAM)) return atLeast(TERM_PROGRAM_VERSION, programs[TERM_PROGRAM]);
  if (/^(screen|tmux)/.test(TERM)) return false;
  if (/^(xterm-kitty|xterm-ghostty|alacritty|foot|contour)/.test(TERM)) return true;
  // 0.50.0 crashed on them
  if (VTE_VERSION !== "") return Number(VTE_VERSION) > 5000;
  return Boolean(environment.WT_SESSION || environment.KONSOLE_VERSION || environment.DOMTERM);
}

/** "3.4a" is 3.4, "1.102.3" is 1.102, later than 1.72. */
function atLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ours = 0, second = 0] = version.split(".").map((part) => Number.parseInt(part, 10) || 0);
  return ours > major || (ours === major && second >= minor);
}

/** The path, as a hyperlink to the file where the terminal shows one. */
export function fileLink(
  path: string,
  { isTTY, environment }: Surroundings = { isTTY: process.stdout.isTTY, environment: process.env },
): string {
  if (!showsHyperlinks({ isTTY, environment })) return path;
  return `\x1b]8;;${pathToFileURL(resolve(path)).href}\x1b\\${path}\x1b]8;;\x1b\\`;
}
