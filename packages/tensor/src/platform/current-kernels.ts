import { access } from "node:fs/promises";

const script = new URL("../../scripts/kernel-sources.mjs", import.meta.url);

/**
 * Refuses, in a clone, kernels that were compiled from other sources than lie there: they would compute something else without a word.
 * Under node_modules there are no sources, and nothing is compared.
 *
 * @param compiledFrom the hash that `kernels.json` keeps
 */
export async function refuseOlderKernels(compiledFrom: string): Promise<void> {
  const inClone = await access(script).then(
    () => true,
    () => false,
  );
  if (!inClone) return;
  const { kernelSources } = (await import(script.href)) as { kernelSources: () => string };
  if (kernelSources() !== compiledFrom)
    throw new Error("tensor: the kernels are not compiled from the sources in packages/tensor/assembly: `npm run build`");
}
