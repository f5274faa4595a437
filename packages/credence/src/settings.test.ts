import { describe, expect, test } from "vitest";
import type { Inference } from "./inference/inference.ts";
import * as methods from "./inference/methods/index.ts";
import type { EarlyStopping } from "./inference/training/early-stopping.ts";
import type { Initialization } from "./inference/training/initial-parameters.ts";
import { type KeepBestOptions, keepBest } from "./inference/training/keep-best.ts";
import { observe } from "./inference/training/observe.ts";
import { nameOfFunction } from "./settings.ts";
import { optionCases } from "./testing/every-option.ts";

const required = { epochs: 2, batchSize: 10 };

describe.each(optionCases)("$group $name", ({ make, base, changed, defaults }) => {
  const json = (options: object): string => JSON.stringify(make(options).toJSON());

  test("every option shows in the settings, each differently", () => {
    const seen = Object.entries(changed).map(([name, value]) => json({ ...base, [name]: value }));
    expect(new Set([json(base), ...seen]).size).toBe(1 + seen.length);
  });

  test("an option left out is its default", () => {
    expect(json({ ...base, ...defaults })).toBe(json(base));
    for (const [name, value] of Object.entries(defaults)) expect(json({ ...base, [name]: value }), name).toBe(json(base));
  });
});

test("no two of a kind have the same settings", () => {
  const all = optionCases.map(({ group, make, base }) => `${group} ${JSON.stringify(make(base).toJSON())}`);
  expect(new Set(all).size).toBe(all.length);
});

describe("what a method starts from", () => {
  const bounds: Required<Initialization> = { mean: [-2, 2], rho: [-7, -6] };
  test.each(Object.entries(bounds))("%s shows in the settings", (name, value) => {
    const of = (initialization: object) => JSON.stringify(methods.bayesByBackprop({ ...required, initialization }));
    expect(of({ [name]: value })).not.toBe(of({}));
  });
});

describe("early stopping", () => {
  const ours = () => 0;
  const of = (earlyStopping: EarlyStopping) => JSON.stringify(methods.map({ ...required, earlyStopping }));
  const changed: { readonly [Name in keyof Required<EarlyStopping>]: EarlyStopping } = {
    patience: { patience: 6 },
    draws: { patience: 5, draws: 3 },
    score: { patience: 5, score: ours },
    name: { patience: 5, score: ours, name: "of the third part" },
  };

  test("every option shows in the settings, each differently", () => {
    const seen = [of({ patience: 5 }), ...Object.values(changed).map(of)];
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("an option left out is its default, and a score without a name is refused", () => {
    expect(of({ patience: 5, score: "negativeLogLikelihood", draws: 10 })).toBe(of({ patience: 5 }));
    expect(() => of({ patience: 5, score: () => 0 })).toThrow("earlyStopping: score is a function without a name");
  });
});

test("other noise than shared takes the closed form by default where the prior has one", () => {
  const of = (options: object) => JSON.stringify(methods.bayesByBackprop({ ...required, estimator: "local", ...options }));
  expect(of({})).toBe(of({ complexity: "closedWhereKnown" }));
  expect(new Set([of({}), of({ complexity: "closed" }), of({ complexity: "monteCarlo" })]).size).toBe(3);
});

describe("a method inside another", () => {
  const inner = methods.map(required);
  const lowest: KeepBestOptions["score"] = ({ objective }) => objective;
  const latest: KeepBestOptions["score"] = () => 0;
  const kept = (options: KeepBestOptions, method: Inference = inner) => JSON.stringify(keepBest(method, options));

  test("keepBest says whose best epoch, and by what", () => {
    expect(JSON.parse(kept({ score: lowest }))).toEqual({ name: "keepBest", score: "lowest", method: JSON.parse(JSON.stringify(inner)) });
    const other = methods.map({ ...required, epochs: 3 });
    const all = [
      kept({ score: lowest }),
      kept({ score: latest }),
      kept({ score: lowest, name: "of the third part" }),
      kept({ score: lowest }, other),
    ];
    expect(new Set([...all, JSON.stringify(inner)]).size).toBe(5);
  });

  test("a score without a name is refused when the settings are asked for, and a given name is one", () => {
    const unnamed = keepBest(inner, { score: ({ objective }) => objective });
    expect(() => unnamed.toJSON()).toThrow("keepBest: score is a function without a name");
    expect(keepBest(inner, { score: ({ objective }) => objective, name: "objective" }).toJSON()).toMatchObject({ score: "objective" });
    expect(() =>
      nameOfFunction("here", "score", {
        of: (
          () => () =>
            0
        )(),
      }),
    ).toThrow("here: score is a function without a name");
  });

  test("one that is only looked at has the settings of its own", () => {
    expect(observe(inner, () => {}).toJSON()).toEqual(inner.toJSON());
  });
});
