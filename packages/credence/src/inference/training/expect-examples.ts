import { expectChances, expectClasses, expectFinite } from "../../model/finite.ts";
import type { Model } from "../../model/model.ts";
import { expectTensor } from "../../settings.ts";
import type { Problem } from "../inference.ts";
import { expectColumnTaken } from "./expect-column.ts";
import type { NamedRows } from "./scale-warning.ts";

/** How many outputs a network has that ends in a layer that tells: a dense one, or activations after it. */
function outputsOf({ network }: Model): number | undefined {
  const last = network.layers.findLast(({ kind }) => kind !== "activation" && kind !== "dropout");
  return last?.kind === "dense" ? last.maps?.default?.weight.shape[1] : undefined;
}

/** How many classes the labels of a likelihood of classes name. */
function classesOf(model: Model): number | undefined {
  const { kind } = model.likelihood;
  if (kind === "bernoulli") return 2;
  return kind === "categorical" ? outputsOf(model) : undefined;
}

/** Inputs and targets, those that are real values. @throws unless x and y are as many examples, and some, of finite values, coins of 0 to 1 */
export async function expectExamples(where: string, what: "data" | "validation", { model, data: { x, y } }: Problem): Promise<NamedRows[]> {
  const named = (name: string) => (what === "data" ? name : `${what} ${name}`);
  expectTensor(where, named("x"), x);
  expectTensor(where, named("y"), y);
  const count = x.shape[0] ?? 0;
  if (count < 1) throw new Error(`${where}: the ${what} set is empty`);
  if (y.shape[0] !== count)
    throw new Error(`${where}: x has ${count} examples, y has ${y.shape[0]}${what === "data" ? "" : `, in the ${what} set`}`);
  await expectFinite(where, named("x"), x);
  await expectFinite(where, named("y"), y);
  const classes = classesOf(model);
  if (classes !== undefined && y.dtype === "int32") await expectClasses(where, named("y"), { labels: y, classes });
  else if (model.likelihood.kind === "bernoulli") await expectChances(where, named("y"), y);
  const outputs = outputsOf(model);
  if (outputs !== undefined) await expectColumnTaken(where, model, { y, outputs });
  return [
    { name: "x", rows: x },
    { name: "y", rows: y },
  ].filter(({ rows }) => rows.dtype === "float32");
}
