/** Where a command's words go. */
export const terminalWidth = (): number => Math.max(40, process.stdout.columns ?? 80);

export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** One JSON value on one line. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
