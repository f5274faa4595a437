/** Characters made at a time: a call takes so many arguments at least. */
const TOGETHER = 2 ** 15;

/** Bytes as base 64, for a value that is kept as JSON. */
export function bytesToText(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += TOGETHER) parts.push(String.fromCharCode(...bytes.subarray(from, from + TOGETHER)));
  return btoa(parts.join(""));
}

/** The bytes of `bytesToText`. */
export function bytesFromText(text: string): Uint8Array {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
