/** The description that rides in a file's metadata. @throws where it is no JSON object */
export function headerOf(where: string, text: string | undefined) {
  try {
    const header = JSON.parse(text ?? "{}");
    if (typeof header === "object" && header !== null && !Array.isArray(header)) return header;
  } catch {
    // the same line for both
  }
  throw new Error(`${where}: the credence header is ${String(text).slice(0, 40)}, expected a JSON object`);
}
