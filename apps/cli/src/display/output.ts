/** Characters in a line: the terminal's, else those COLUMNS names, else 80. */
export const terminalWidth = (): number => Math.max(40, process.stdout.columns ?? (Number(process.env.COLUMNS) || 80));

export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** One JSON value on one line. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
