import { platform } from "#platform";
import { differenceFromRelaxed, widensTiles } from "./wide-self-test.ts";

/** The kernels this process computes with. */
export interface ChosenKernels {
  readonly module: WebAssembly.Module;
  readonly name: "baseline" | "relaxed" | "wide";
  /** What decides the bits of results: the wide module is the relaxed one on 256-bit vectors, held to its bits by a self-test. */
  readonly arithmetic: "baseline" | "relaxed";
  /** Why a faster module that was asked for is not used; null where none was. */
  readonly reason: string | null;
}

const NAMES = ["auto", "baseline", "relaxed", "wide"];

const badInput = (message: string): Error => Object.assign(new Error(message), { name: "BadInput" });

/**
 * CREDENCE_SIMD=auto takes relaxed SIMD where the host has it, else the baseline. `wide` takes 256-bit vectors where V8 makes them and the
 * self-test passes, else what auto takes.
 */
export async function chooseKernels(): Promise<ChosenKernels> {
  const wanted = platform.setting("CREDENCE_SIMD") ?? "auto";
  if (!NAMES.includes(wanted)) throw badInput(`CREDENCE_SIMD is "${wanted}", expected auto, baseline, relaxed or wide`);
  if (wanted !== "baseline") {
    const bytes = await platform.loadKernels("relaxed");
    if (WebAssembly.validate(bytes)) {
      const module = await WebAssembly.compile(bytes);
      const relaxed = { module, name: "relaxed", arithmetic: "relaxed", reason: null } as const;
      if (wanted !== "wide") return relaxed;
      const wide = await wideKernels(module);
      return typeof wide === "string" ? { ...relaxed, reason: wide } : { module: wide, name: "wide", arithmetic: "relaxed", reason: null };
    }
    if (wanted === "relaxed") throw badInput("CREDENCE_SIMD=relaxed: this machine's WebAssembly has no relaxed SIMD");
  }
  const reason = wanted === "wide" ? "this machine's WebAssembly has no relaxed SIMD" : null;
  return { module: await WebAssembly.compile(await platform.loadKernels("baseline")), name: "baseline", arithmetic: "baseline", reason };
}

/** The wide module, compiled and tested, or why it is not used. */
async function wideKernels(relaxed: WebAssembly.Module): Promise<WebAssembly.Module | string> {
  const host = platform.wideVectors;
  if (!host) return "the vectors of this host's WebAssembly are 128 bits wide";
  try {
    const wide = host.compile(await platform.loadKernels("wide"));
    if (typeof wide === "string") return wide;
    const kernel = differenceFromRelaxed(wide, relaxed);
    if (kernel) return `its self-test failed: ${kernel} gives other bits than the 128-bit kernel`;
    return widensTiles(wide, host.milliseconds)
      ? wide
      : "V8 did not join its 128-bit operations into 256-bit ones, or this processor gains nothing by them";
  } catch (error) {
    return `it could not be compiled: ${error instanceof Error ? error.message : String(error)}`;
  }
}
