import type { Json } from "../experiment.ts";
import type { Host, Storage } from "../host.ts";
import { jsonText, plainJson } from "./json-text.ts";
import { seal, unseal } from "./sealed-file.ts";

interface PiecesOptions {
  readonly host: Pick<Host, "sha256">;
  /** Hash of everything the run's result depends on: a piece made under other settings is not used. */
  readonly identity: string;
  readonly onMessage: (line: string) => void;
}

export type Piece = <Value extends Json>(name: string, compute: () => Promise<Value>) => Promise<Value>;

/** Finished pieces of a result, each in its file, so that an interruption loses only the piece at hand. */
export function openPieces(storage: Storage, { host, identity, onMessage }: PiecesOptions): Piece {
  const taken = new Set<string>();

  async function load(path: string): Promise<Json | undefined> {
    const bytes = await storage.read(path);
    if (bytes === undefined) return undefined;
    const opened = await unseal(bytes, host);
    if ("fault" in opened) {
      await storage.rename(path, `${path}.corrupt`);
      onMessage(`${storage.describe(path)} is corrupt (${opened.fault}); set aside as ${path}.corrupt, computing it again`);
      return undefined;
    }
    if ((opened.header as { readonly identity: string }).identity !== identity) return undefined;
    return JSON.parse(new TextDecoder().decode(opened.body));
  }

  return async <Value extends Json>(name: string, compute: () => Promise<Value>): Promise<Value> => {
    if (taken.has(name)) throw new Error(`piece "${name}" was asked for twice in one run; give each piece its own name`);
    taken.add(name);
    const path = `pieces/${encodeURIComponent(name)}.piece`;
    const kept = await load(path);
    if (kept !== undefined) return kept as Value;
    const value = plainJson(await compute(), `piece "${name}"`);
    await storage.write(path, await seal({ header: { identity }, body: new TextEncoder().encode(jsonText(value)) }, host));
    return value;
  };
}
