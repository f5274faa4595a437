import type { Json } from "../experiment.ts";
import type { Host } from "../host.ts";

const magic = "credence-sealed 1";

/** Bytes and what is said of them. */
export interface Sealed {
  /** What is said of them. */
  readonly header: Json;
  /** The bytes. */
  readonly body: Uint8Array;
}

/** First line: magic and SHA-256 of all that follows. Second line: the header as JSON. Then the body. */
export async function seal({ header, body }: Sealed, host: Pick<Host, "sha256">): Promise<Uint8Array> {
  const head = encode(`${JSON.stringify(header)}\n`);
  const contentStart = magic.length + 1 + 64 + 1;
  const bytes = new Uint8Array(contentStart + head.length + body.length);
  bytes.set(head, contentStart);
  bytes.set(body, contentStart + head.length);
  bytes.set(encode(`${magic} ${await host.sha256(bytes.subarray(contentStart))}\n`));
  return bytes;
}

/** What was sealed, its body a copy of its own whatever view of a pool `bytes` is; or in words why the bytes cannot be trusted. */
export async function unseal(bytes: Uint8Array, host: Pick<Host, "sha256">): Promise<Sealed | { readonly fault: string }> {
  const firstEnd = bytes.indexOf(10);
  const first = firstEnd < 0 || firstEnd > 200 ? "" : new TextDecoder().decode(bytes.subarray(0, firstEnd));
  if (!first.startsWith(`${magic} `)) return { fault: `its ${bytes.length} bytes do not begin with "${magic}"` };
  const content = bytes.subarray(firstEnd + 1);
  const expected = first.slice(magic.length + 1);
  const got = await host.sha256(content);
  if (got !== expected) return { fault: `its SHA-256 is ${got.slice(0, 12)}..., expected ${expected.slice(0, 12)}...` };
  const headEnd = content.indexOf(10);
  return {
    header: JSON.parse(new TextDecoder().decode(content.subarray(0, headEnd))),
    body: new Uint8Array(content.subarray(headEnd + 1)),
  };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
