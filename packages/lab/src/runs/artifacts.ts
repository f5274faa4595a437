import type { Tensor } from "@credence/tensor";
import type { Data } from "credence";
import type { Json, ReadyFit, ResumableRequest, TraceRow } from "../experiment.ts";
import type { Host, Storage } from "../host.ts";
import { jsonText, sortedJson } from "./json-text.ts";
import type { Blas, Code, Kernels } from "./run-record.ts";
import { seal, unseal } from "./sealed-file.ts";
import { traceFromJson, traceToJson } from "./trace-json.ts";

/** What makes one float differ from another besides settings and data. Threads do not. */
export interface Arithmetic {
  /** Version of the library. */
  readonly credence: string;
  /** Its code: a corrected gradient moves no version. */
  readonly code: Code;
  /** The WebAssembly module that computes. */
  readonly kernels: Pick<Kernels, "module" | "sha256">;
  /** The BLAS of its matrix products, null for none. */
  readonly blas: Pick<Blas, "name" | "path"> | null;
}

/** What of it names an artifact, or a checkpoint that another arithmetic must not go on from. */
export const arithmeticJson = ({ credence, code, kernels, blas }: Arithmetic): { readonly [name: string]: Json } => ({
  credence,
  code: code.sha256,
  kernels: { module: kernels.module, sha256: kernels.sha256 },
  blas: blas === null ? "off" : { name: blas.name, path: blas.path },
});

/** A finished fit: the posterior as saved, and the trace of its training. */
export interface Artifact {
  readonly posterior: Uint8Array;
  readonly trace: readonly TraceRow[];
}

export interface Artifacts {
  /** SHA-256 of everything that determines the fit, hexadecimal. */
  nameOf(request: ReadyFit): Promise<string>;
  load(name: string): Promise<Artifact | undefined>;
  save(name: string, label: string, artifact: Artifact): Promise<void>;
  /** SHA-256 of everything that determines a resumable computation, hexadecimal. */
  nameOfValue(request: Pick<ResumableRequest<Json>, "computation" | "packages" | "determinedBy" | "key" | "data">): Promise<string>;
  loadValue(name: string): Promise<Json | undefined>;
  saveValue(name: string, label: string, value: Json): Promise<void>;
}

interface ArtifactsOptions {
  readonly host: Pick<Host, "sha256" | "codeOf">;
  readonly arithmetic: Arithmetic;
  readonly onMessage: (line: string) => void;
}

/** Finished fits and values by name, shared by every run that asks for the same. */
export function openArtifacts(storage: Storage, { host, arithmetic, onMessage }: ArtifactsOptions): Artifacts {
  const fitPath = (name: string) => `${name}.fit`;
  const valuePath = (name: string) => `${name}.value`;
  const computedWith = arithmeticJson(arithmetic);
  async function nameOfAll(everything: Json, where: string): Promise<string> {
    // Printed once for its check: a NaN or a function among the settings would make different work look equal.
    jsonText(everything, where);
    return host.sha256(new TextEncoder().encode(sortedJson(everything)));
  }
  async function open(path: string, otherwise: string) {
    const bytes = await storage.read(path);
    if (bytes === undefined) return undefined;
    const opened = await unseal(bytes, host);
    if (!("fault" in opened)) return opened;
    await storage.rename(path, `${path}.corrupt`);
    onMessage(`${storage.describe(path)} is corrupt (${opened.fault}); set aside as ${path}.corrupt, ${otherwise}`);
    return undefined;
  }
  // Reading 60,000 images out takes a third of a second; four models share them.
  const checksums = new WeakMap<Tensor, Promise<string>>();
  const checksumOf = (tensor: Tensor) => {
    const known = checksums.get(tensor) ?? tensorChecksum(tensor, host);
    checksums.set(tensor, known);
    return known;
  };
  const checksumsOf = async ({ x, y }: Data) => ({ x: await checksumOf(x), y: await checksumOf(y) });
  return {
    nameOf: async ({ label, determinedBy, method, key, problem: { model, data }, from, validation }) => {
      return nameOfAll(
        {
          ...(determinedBy === undefined ? {} : { determinedBy }),
          method: method.toJSON(),
          model: model.toJSON() as unknown as Json,
          key: key.words,
          data: await checksumsOf(data),
          ...(from ? { from: await host.sha256(await from.save()) } : {}),
          ...(validation ? { validation: await checksumsOf(validation) } : {}),
          ...computedWith,
        },
        `fit "${label}"`,
      );
    },
    load: async (name) => {
      const opened = await open(fitPath(name), "training again");
      if (opened === undefined) return undefined;
      const { trace } = opened.header as { readonly trace: Json };
      return { posterior: opened.body, trace: traceFromJson(trace) };
    },
    save: async (name, label, { posterior, trace }) => {
      await storage.write(fitPath(name), await seal({ header: { label, trace: traceToJson(trace) }, body: posterior }, host));
    },
    nameOfValue: async ({ computation, packages = [], determinedBy, key, data }) => {
      const checksums: string[] = [];
      for (const array of data) checksums.push(`${array.constructor.name} ${await arrayChecksum(array, host)}`);
      const codes: Record<string, Json> = {};
      for (const name of packages) codes[name] = await host.codeOf(name);
      const everything = { computation, packages: codes, determinedBy, key: key.words, data: checksums, ...computedWith };
      return nameOfAll(everything, `determinedBy of the computation ${computation}`);
    },
    loadValue: async (name) => {
      const opened = await open(valuePath(name), "computing again");
      return opened && (JSON.parse(new TextDecoder().decode(opened.body)) as Json);
    },
    saveValue: async (name, label, value) => {
      const body = new TextEncoder().encode(jsonText(value, label));
      await storage.write(valuePath(name), await seal({ header: { label }, body }, host));
    },
  };
}

const arrayChecksum = (values: ArrayBufferView, host: Pick<Host, "sha256">): Promise<string> =>
  host.sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));

/** Numbers read out at a time: 16 MiB, where a set of images is 180. */
const TOGETHER = 2 ** 22;

async function tensorChecksum(tensor: Tensor, host: Pick<Host, "sha256">): Promise<string> {
  const parts: string[] = [];
  for (let from = 0; from === 0 || from < tensor.size; from += TOGETHER)
    parts.push(await arrayChecksum(await tensor.read({ from, count: Math.min(TOGETHER, tensor.size - from) }), host));
  return host.sha256(new TextEncoder().encode(`${tensor.dtype} [${tensor.shape.join(", ")}] ${parts.join(" ")}`));
}
