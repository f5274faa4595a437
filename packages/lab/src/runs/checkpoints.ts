import type { Json, TraceRow } from "../experiment.ts";
import type { Host, Storage } from "../host.ts";
import { seal, unseal } from "./sealed-file.ts";
import { traceFromJson, traceToJson } from "./trace-json.ts";

/** Where an unfinished fit or another computation stands. */
export interface Checkpoint {
  /** Units done: of a fit, epochs whose row of the trace has been taken. */
  readonly done: number;
  /** Of a fit; other computations have none. */
  readonly trace: readonly TraceRow[];
  /** What the method or computation said it needs to go on. */
  readonly state: Uint8Array;
}

export interface Checkpoints {
  /** The newest whole one; a corrupt one is named in a message and set aside. */
  load(): Promise<Checkpoint | undefined>;
  /** Keeps the one before, so that a fault of the disk costs one interval and not the training. Called after `load`. */
  save(checkpoint: Checkpoint): Promise<void>;
  /** Called when the work is finished. */
  clear(): Promise<void>;
}

interface CheckpointsOptions {
  readonly host: Pick<Host, "sha256">;
  readonly onMessage: (line: string) => void;
}

/** Files written before there was other work than fits say `epoch`. */
type Header = { readonly trace: Json } & ({ readonly done: number } | { readonly epoch: number });

const folder = "checkpoints";

/** The checkpoints of one fit or computation; `name` is the name of the artifact it will become. */
export function openCheckpoints(storage: Storage, name: string, { host, onMessage }: CheckpointsOptions): Checkpoints {
  const current = `${folder}/${name}.checkpoint`;
  const previous = `${folder}/${name}.previous.checkpoint`;

  let hasCurrent = false;

  async function tryLoad(path: string): Promise<Checkpoint | undefined> {
    const bytes = await storage.read(path);
    if (bytes === undefined) return undefined;
    const opened = await unseal(bytes, host);
    if ("fault" in opened) {
      await storage.rename(path, `${path}.corrupt`);
      onMessage(`${storage.describe(path)} is corrupt (${opened.fault}); set aside as ${path}.corrupt`);
      return undefined;
    }
    const { trace, ...header } = opened.header as Header;
    return { done: "done" in header ? header.done : header.epoch, trace: traceFromJson(trace), state: opened.body };
  }

  return {
    load: async () => {
      const newest = await tryLoad(current);
      hasCurrent = newest !== undefined;
      return newest ?? (await tryLoad(previous));
    },
    save: async ({ done, trace, state }) => {
      const sealed = await seal({ header: { done, trace: traceToJson(trace) }, body: state }, host);
      if (hasCurrent) await storage.rename(current, previous);
      hasCurrent = false;
      await storage.write(current, sealed);
      hasCurrent = true;
    },
    clear: async () => {
      await storage.remove(current);
      await storage.remove(previous);
    },
  };
}
