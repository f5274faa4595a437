import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

// absolute: some tests start the command in folders of their own
const data = process.env.CREDENCE_DATA;

export default defineConfig({
  test: {
    // limits end a test that hangs, and leave one on a slow or busy machine its time; below the silence after which `npm test` ends a step
    testTimeout: 240_000,
    hookTimeout: 240_000,
    env: data ? { CREDENCE_DATA: resolve(data) } : {},
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "all",
          include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: ["test/installed/**"],
        },
      },
      // packs the packages and installs them from the registry: a step of its own in `npm test`
      { extends: true, test: { name: "installed", include: ["test/installed/*.test.ts"] } },
      // the tests of what kernels compute, once more on the module without relaxed SIMD, which machines choose that lack it
      {
        extends: true,
        test: {
          name: "baseline kernels",
          include: ["packages/tensor/src/{operations,autodiff,random}/**/*.test.ts"],
          env: { CREDENCE_SIMD: "baseline" },
        },
      },
    ],
  },
});
