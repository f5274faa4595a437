import { barDisplay } from "./bar.ts";
import { linesDisplay } from "./lines.ts";
import type { Display } from "./stage.ts";

/** Progress, on standard error, so that standard output holds results alone: JSON lines where asked for, a bar on a terminal, plain lines elsewhere. */
export function chooseDisplay({ json }: { readonly json: boolean }): Display {
  const now = () => performance.now() / 1000;
  if (!json && process.stderr.isTTY) return barDisplay({ now, stream: process.stderr });
  return linesDisplay({ now, write: (line) => process.stderr.write(`${line}\n`), as: json ? "json" : "text" });
}
