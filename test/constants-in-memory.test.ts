import { expect, test } from "vitest";
import { constantsInMemory } from "../packages/tensor/scripts/constants-in-memory.mjs";

test("constants become loads, one address for each value; zeros, variables and other functions stay", () => {
  const source = [
    "const LIMIT: f32 = 16;",
    "const a = f32x4.add(splat(-1.5e-3), splat(0.5)), b = splat(0.5);",
    "const c = i32x4.add(i32x4.splat(0x3f3504f3), i32x4.splat(key0)), d = f32x4.mul(splat(0), splat(scale));",
    "const e = f32x4.splat(x), f = splat(LIMIT), g = i32x4.splat(0);",
  ].join("\n");
  expect(constantsInMemory(source)).toBe(
    [
      "const LIMIT: f32 = 16;",
      "const a = f32x4.add(v128.load32_splat(CONSTANT_1), v128.load32_splat(CONSTANT_2)), b = v128.load32_splat(CONSTANT_2);",
      "const c = i32x4.add(v128.load32_splat(CONSTANT_0), i32x4.splat(key0)), d = f32x4.mul(splat(0), splat(scale));",
      "const e = f32x4.splat(x), f = v128.load32_splat(CONSTANT_3), g = i32x4.splat(0);",
      "const CONSTANT_0: usize = memory.data<i32>([0x3f3504f3]);",
      "const CONSTANT_1: usize = memory.data<f32>([-1.5e-3]);",
      "const CONSTANT_2: usize = memory.data<f32>([0.5]);",
      "const CONSTANT_3: usize = memory.data<f32>([LIMIT]);",
    ].join("\n"),
  );
});
