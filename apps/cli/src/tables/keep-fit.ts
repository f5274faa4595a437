import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { arithmeticJson, isInterrupted, type Json, type Lock } from "@credence/lab";
import type { FitRequest } from "@credence/tabular";
import { lockFolder } from "../commands/perform-run.ts";
import type { Display } from "../display/stage.ts";
import { nodeHost } from "../host/node-host.ts";
import { nodeStorage } from "../host/node-storage.ts";
import { listenForInterruption } from "../interruption.ts";
import { versions } from "../machine.ts";
import type { Machinery } from "../machinery.ts";
import { checkModelFolder } from "./model-folder.ts";
import type { OpenedModel } from "./open-model.ts";

/** A fit into a folder: what it is told beside its options, and what is done with its model. */
export interface KeptFit {
  readonly folder: string;
  /** What determines the fit beside its options. */
  readonly identity: Json;
  readonly display: Display;
  readonly machinery: Machinery;
  /** Whether a model that lies in the folder is one of this fit. */
  readonly isSame: (opened: OpenedModel, looked: Looked) => boolean;
  /** Replaces any other. */
  readonly force: boolean;
  /** Fits, writes into the folder, and says so. */
  readonly fit: (request: Omit<FitRequest, "target" | "sha256" | "reading">) => Promise<void>;
}

/** What a fit has inferred before it begins. */
export type Looked = Parameters<NonNullable<FitRequest["onReady"]>>[0];

/**
 * Fits into a folder that is locked once the data have been looked at: shows progress, keeps checkpoints, and leaves none behind.
 * @throws BadInput where the folder holds another model or a report of something else, Interrupted with the number of the signal, once a checkpoint is written
 */
export async function keepFit({ folder, identity, display, machinery, isSame, force, fit }: KeptFit): Promise<void> {
  const [{ code, kernels, blas }, host] = [await machinery.startEngine(), nodeHost()];
  const computedWith = {
    ...arithmeticJson({ credence: versions().credence, code, kernels, blas }),
    tabular: await host.codeOf("@credence/tabular"),
  };
  const interruption = listenForInterruption({
    onFirst: () => display.message("stopping: writing a checkpoint (Ctrl-C again leaves at once)"),
  });
  const held: { lock?: Lock } = {};
  const kept = join(folder, "checkpoints");
  try {
    await fit({
      onProgress: (progress) => display.show(progress),
      onMessage: (line) => display.message(line),
      onReady: async (looked) => {
        if (!force) await checkModelFolder(folder, (opened) => isSame(opened, looked));
        held.lock = await lockFolder(folder);
      },
      keep: {
        storage: nodeStorage(kept),
        host,
        // what other code or kernels have begun, these do not go on with
        identity: { data: identity, computedWith },
        signal: interruption.signal,
        pause: () => turn(),
        ...(machinery.checkpointSeconds === undefined ? {} : { everySeconds: machinery.checkpointSeconds }),
      },
    });
    await rm(kept, { recursive: true, force: true });
  } catch (error) {
    display.end();
    if (!isInterrupted(error)) throw error;
    display.message("interrupted; the same command goes on from here");
    throw Object.assign(error, { signalNumber: interruption.signalNumber() });
  } finally {
    interruption.end();
    await held.lock?.release();
  }
}
