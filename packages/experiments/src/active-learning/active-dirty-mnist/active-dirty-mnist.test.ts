import { judgeAll } from "@credence/lab";
import { describe, expect, test } from "vitest";
import type { ProperName, PublishedCurve } from "../mnist/forms.ts";
import type { DirtyResult } from "./active-dirty-mnist.ts";
import { activeDirtyMnistClaims } from "./claims.ts";
import { activeDirtyMnistFigures, activeDirtyMnistTables } from "./figures.ts";
import numbers from "./published.json" with { type: "json" };

type ByLabels = Readonly<Record<string, number>>;
/** Three trainings about each mean, as far apart as the spread says. */
const published = (strategy: PublishedCurve["strategy"], accuracies: ByLabels, spread: ByLabels = {}) => ({
  ...{ form: "published" as const, strategy, gallery: [], ambiguous: 50 },
  points: Object.entries(accuracies).map(([labels, mean]) => {
    const sd = spread[labels] ?? 0.2;
    return { labels: Number(labels), accuracies: [mean - sd, mean, mean + sd] };
  }),
});
/** Accuracy at 100 labels and share of ambiguous images of each trial. */
const proper = (strategy: ProperName, trials: readonly (readonly [accuracy: number, ambiguous: number])[]) =>
  trials.map(([accuracy, ambiguous], i) => ({
    ...{ form: "proper" as const, strategy, trial: i + 1, gallery: [], trainingPasses: 1, scoringPasses: 1, ambiguous },
    points: [{ labels: 100, accuracy, nll: 1 }],
  }));
const { mean, spread } = numbers;
const result: DirtyResult = {
  images: {
    ...{ form: "images", count: 4, gallery: [{ pixels: Array(784).fill(9), labels: "4444499999" }] },
    ambiguity: { decoded: 100, kept: [18, 2, ...Array(29).fill(0)], chosen: [2, 2, ...Array(29).fill(0)], median: 0.12 },
  },
  published: [
    ...(["margin", "bald", "entropy"] as const).map((one) => published(one, mean.values[one], spread.values[one])),
    ...[published("bald-corrected", { "320": 70 }), published("entropy-corrected", { "320": 50 })],
  ],
  proper: [
    ...proper("random", [
      [55, 50],
      [56, 50],
      [55, 50],
    ]),
    ...proper("margin", [
      [58, 70],
      [59, 70],
      [58, 70],
    ]),
    ...proper("bald", [
      [62, 30],
      [63, 32],
      [62, 31],
    ]),
    ...proper("maxEntropy", [
      [50, 95],
      [51, 97],
      [50, 96],
    ]),
  ],
};
const judged = (of: DirtyResult, budget: "default" | "smoke" = "default") =>
  Object.fromEntries(judgeAll(activeDirtyMnistClaims, of, budget).map((claim) => [claim.id, claim]));

describe("the claims of active-dirty-mnist", () => {
  test("the published numbers reproduce themselves, and the order is that of the signs", () => {
    const { "order-sign-corrected": corrected, "order-proper": proper, ...others } = judged(result);
    for (const one of [corrected, proper]) expect(one?.verdict).toBe("not reproduced");
    expect(Object.values(others).filter(({ verdict }) => verdict !== "reproduced")).toEqual([]);
  });

  test("entropy above BALD, and BALD asking about as many ambiguous images, fail", () => {
    const turned: DirtyResult = {
      ...result,
      proper: [
        ...proper("maxEntropy", [
          [62, 40],
          [63, 40],
        ]),
        ...proper("bald", [
          [60, 41],
          [61, 40],
        ]),
        ...proper("random", [
          [61, 50],
          [60, 50],
        ]),
      ],
    };
    const claims = judged(turned);
    expect(claims["entropy-asks-ambiguous"]).toMatchObject({ verdict: "not reproduced", measured: -0.5 });
    expect(claims["proper-bald-over-maxentropy"]?.verdict).toBe("not reproduced");
    expect(claims["order-proper"]?.verdict).toBe("not tested at this budget");
  });

  test("smoke tests none", () => {
    expect(new Set(Object.values(judged(result, "smoke")).map(({ verdict }) => verdict))).toEqual(new Set(["not tested at this budget"]));
  });

  test("figures and tables say how ambiguous the images are, and how many of them are asked about", () => {
    const finding = (of: DirtyResult, name: string) => activeDirtyMnistFigures(of).find((figure) => figure.name === name)?.finding;
    expect(finding(result, "entropies")).toBe(
      "Of 100 decoded images the judges keep 20.0 %; the 4 chosen have a median entropy of 0.12 nats.",
    );
    const read: DirtyResult = { ...result, images: { ...result.images, ambiguity: null } };
    expect(finding(read, "entropies")).toBeUndefined();
    expect(finding(read, "ambiguous-images")).toBe("1 of 4 ambiguous images, each with ten labels.");
    const shares = activeDirtyMnistTables(result).find(({ name }) => name === "ambiguous-share")!;
    expect(shares.rows).toContainEqual(["entropy", "proper", 96]);
    expect(shares.rows).toContainEqual(["margin", "per class", 50]);
  });
});
