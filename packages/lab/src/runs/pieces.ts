import type { Context, Json, Progress } from "../experiment.ts";
import type { Host, Storage } from "../host.ts";
import { jsonText, plainJson } from "./json-text.ts";
import { seal, unseal } from "./sealed-file.ts";

interface PiecesOptions {
  readonly host: Pick<Host, "sha256">;
  /** Hash of everything the run's result depends on: a piece made under other settings is not used. */
  readonly identity: string;
  /** The value of a unit that a process of its own has performed. @default of none */
  readonly performed?: (unit: string) => Promise<Json | undefined>;
  readonly onMessage: (line: string) => void;
}

/** Finished pieces of a result, each in its file, so that an interruption loses only the piece at hand. */
export interface Pieces {
  piece: Context<unknown>["piece"];
  unit: Context<unknown>["unit"];
}

export function openPieces(storage: Storage, { host, identity, performed, onMessage }: PiecesOptions): Pieces {
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

  /** Where a part of the result is kept, for one asking in a run. */
  function place<Value extends Json>(kind: "piece" | "unit", name: string) {
    const what = `${kind} "${name}"`;
    if (taken.has(what)) throw new Error(`${what} was asked for twice in one run; give each ${kind} its own name`);
    taken.add(what);
    const path = `pieces/${encodeURIComponent(kind === "unit" ? `unit ${name}` : name)}.piece`;
    return {
      load: async () => (await load(path)) as Value | undefined,
      async save(made: Value): Promise<Value> {
        const value = plainJson(made, what);
        await storage.write(path, await seal({ header: { identity }, body: new TextEncoder().encode(jsonText(value)) }, host));
        return value;
      },
    };
  }

  return {
    async piece<Value extends Json>(name: string, compute: () => Promise<Value>) {
      const own = place<Value>("piece", name);
      return (await own.load()) ?? own.save(await compute());
    },
    async *unit<Value extends Json>(name: string, perform: () => AsyncGenerator<Progress, Value, void>) {
      const own = place<Value>("unit", name);
      const kept = await own.load();
      if (kept !== undefined) return kept;
      return own.save(((await performed?.(name)) as Value | undefined) ?? (yield* perform()));
    },
  };
}
