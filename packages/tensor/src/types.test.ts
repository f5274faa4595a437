import { expect, expectTypeOf, test } from "vitest";
import { add, concat, gatherRows, integers, key, randomBits, randomNormal, reshape, type Tensor, tensor, transpose } from "./index.ts";

type Floats = Float32Array<ArrayBuffer>;
type Integers = Int32Array<ArrayBuffer>;

test("what `read` gives follows from how an array was made", async () => {
  const values = await tensor([1, 2]).read();
  const labels = await integers([1, 2]).read();
  expectTypeOf(values).toEqualTypeOf<Floats>();
  expectTypeOf(labels).toEqualTypeOf<Integers>();
  expect(values).toEqual(new Float32Array([1, 2]));
  expect(labels).toEqual(new Int32Array([1, 2]));
});

test("operations on values give float32; moves keep the type they are given", async () => {
  const labels = integers([[1, 2]]);
  expectTypeOf(await add(tensor([1]), 2).read()).toEqualTypeOf<Floats>();
  expectTypeOf(await randomNormal(key(0), [2]).read()).toEqualTypeOf<Floats>();
  expectTypeOf(await randomBits(key(0), [2]).read()).toEqualTypeOf<Integers>();
  const moved = [reshape(labels, [2, 1]), transpose(labels), gatherRows(labels, integers([0])), concat([labels, labels])];
  expectTypeOf(moved).toEqualTypeOf<Tensor<"int32">[]>();
  for (const array of moved) expect(await array.read()).toBeInstanceOf(Int32Array);
});

test("`Tensor` alone is of either type", async () => {
  const either: Tensor[] = [tensor([1]), integers([1])];
  expectTypeOf(await either[0]!.read()).toEqualTypeOf<Floats | Integers>();
  expectTypeOf<Tensor<"int32">>().not.toExtend<Tensor<"float32">>();
  expectTypeOf<Tensor<"int32">>().toExtend<Tensor>();
  expect(either.map(({ dtype }) => dtype)).toEqual(["float32", "int32"]);
});
