import { barDisplay } from "./bar.ts";
import { linesDisplay } from "./lines.ts";
import type { Display } from "./stage.ts";

/** JSON lines where asked for, a bar on a terminal, plain lines elsewhere. */
export function chooseDisplay({ json }: { readonly json: boolean }): Display {
  const now = () => performance.now() / 1000;
  if (!json && process.stdout.isTTY) return barDisplay({ now, stream: process.stdout });
  return linesDisplay({ now, write: (line) => process.stdout.write(`${line}\n`), as: json ? "json" : "text" });
}
