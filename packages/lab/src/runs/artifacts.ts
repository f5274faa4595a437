import type { Tensor } from "@credence/tensor";
import type { FitRequest, Json, TraceRow } from "../experiment.ts";
import type { Host, Storage } from "../host.ts";
import { jsonText, sortedJson } from "./json-text.ts";
import type { Blas, Kernels } from "./run-record.ts";
import { seal, unseal } from "./sealed-file.ts";
import { traceFromJson, traceToJson } from "./trace-json.ts";

/** What makes one float differ from another besides settings and data. Threads do not. */
export interface Arithmetic {
  /** Version of the library. */
  readonly credence: string;
  readonly kernels: Pick<Kernels, "module" | "sha256">;
  readonly blas: Pick<Blas, "name" | "path"> | null;
}

/** A finished fit: the posterior as saved, and the trace of its training. */
export interface Artifact {
  readonly posterior: Uint8Array;
  readonly trace: readonly TraceRow[];
}

export interface Artifacts {
  /** SHA-256 of everything that determines the fit, hexadecimal. */
  nameOf(request: FitRequest): Promise<string>;
  load(name: string): Promise<Artifact | undefined>;
  save(name: string, label: string, artifact: Artifact): Promise<void>;
}

interface ArtifactsOptions {
  readonly host: Pick<Host, "sha256">;
  readonly arithmetic: Arithmetic;
  readonly onMessage: (line: string) => void;
}

/** Finished fits by name, shared by every run that asks for the same. */
export function openArtifacts(storage: Storage, { host, arithmetic, onMessage }: ArtifactsOptions): Artifacts {
  const pathOf = (name: string) => `${name}.fit`;
  // Reading 60,000 images out takes a third of a second; four models share them.
  const checksums = new WeakMap<Tensor, Promise<string>>();
  const checksumOf = (tensor: Tensor) => {
    const known = checksums.get(tensor) ?? tensorChecksum(tensor, host);
    checksums.set(tensor, known);
    return known;
  };
  return {
    nameOf: async ({ determinedBy, method, key, problem: { model, data } }) => {
      const everything: Json = {
        determinedBy,
        method: method.name,
        model: model.toJSON() as unknown as Json,
        key: key.words,
        data: { x: await checksumOf(data.x), y: await checksumOf(data.y) },
        credence: arithmetic.credence,
        kernels: { module: arithmetic.kernels.module, sha256: arithmetic.kernels.sha256 },
        blas: arithmetic.blas === null ? "off" : { name: arithmetic.blas.name, path: arithmetic.blas.path },
      };
      // Printed once for its check: a NaN or a function among the settings would make different fits look equal.
      jsonText(everything, "determinedBy of a fit");
      return host.sha256(new TextEncoder().encode(sortedJson(everything)));
    },
    load: async (name) => {
      const path = pathOf(name);
      const bytes = await storage.read(path);
      if (bytes === undefined) return undefined;
      const opened = await unseal(bytes, host);
      if ("fault" in opened) {
        await storage.rename(path, `${path}.corrupt`);
        onMessage(`${storage.describe(path)} is corrupt (${opened.fault}); set aside as ${path}.corrupt, training again`);
        return undefined;
      }
      const { trace } = opened.header as { readonly trace: Json };
      return { posterior: opened.body, trace: traceFromJson(trace) };
    },
    save: async (name, label, { posterior, trace }) => {
      await storage.write(pathOf(name), await seal({ header: { label, trace: traceToJson(trace) }, body: posterior }, host));
    },
  };
}

async function tensorChecksum(tensor: Tensor, host: Pick<Host, "sha256">): Promise<string> {
  const values = await tensor.read();
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return host.sha256(new TextEncoder().encode(`${tensor.dtype} [${tensor.shape.join(", ")}] ${await host.sha256(bytes)}`));
}
