import { clearScreenDown, cursorTo, moveCursor } from "node:readline";

/** The part of a terminal that a display needs. */
export interface Terminal {
  readonly columns?: number;
  write(text: string): unknown;
}

/** Lines at the foot of a terminal that are drawn over and over; what is written goes above them. */
export interface LiveLines {
  draw(lines: readonly string[]): void;
  write(line: string): void;
}

const hideCursor = "\x1b[?25l";
const showCursor = "\x1b[?25h";

/** With no lines drawn the terminal is as it was, the cursor visible: also where the process exits meanwhile. */
export function liveLines(stream: Terminal): LiveLines {
  let drawn: readonly string[] = [];
  const restore = () => void stream.write(showCursor);

  /** To the first column of the first line drawn, which a terminal made narrower since may have broken into several rows. */
  function erase(): void {
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / (stream.columns ?? 80))), 0);
    if (rows === 0) return;
    const output = stream as NodeJS.WritableStream;
    moveCursor(output, 0, 1 - rows);
    cursorTo(output, 0);
    clearScreenDown(output);
  }

  function draw(lines: readonly string[]): void {
    erase();
    if (drawn.length === 0 && lines.length > 0) {
      stream.write(hideCursor);
      process.once("exit", restore);
    }
    if (lines.length > 0) stream.write(lines.join("\n"));
    else if (drawn.length > 0) {
      restore();
      process.off("exit", restore);
    }
    drawn = lines;
  }

  return {
    draw,
    write(line) {
      erase();
      stream.write(`${line}\n${drawn.join("\n")}`);
    },
  };
}
