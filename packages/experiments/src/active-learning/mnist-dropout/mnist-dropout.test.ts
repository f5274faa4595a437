import { judgeAll } from "@credence/lab";
import { expect, test } from "vitest";
import { mnistDropout } from "./mnist-dropout.ts";
import numbers from "./published.json" with { type: "json" };

const at = (record: keyof typeof numbers, epoch: number) => (numbers[record].values as Readonly<Record<string, number>>)[epoch]!;
const training = (change: Partial<{ accuracy: number; nll: number }> = {}) => ({
  seed: 1,
  epochs: Array.from({ length: 10 }, (_, i) => ({
    ...{ epoch: i + 1, accuracy: at("test accuracy", i + 1), nll: at("test NLL", i + 1) },
    ...{ trainAccuracy: at("training accuracy", i + 1), trainNll: at("training NLL", i + 1) },
    ...(i === 9 ? change : {}),
  })),
});
const verdicts = (change?: Parameters<typeof training>[0]) =>
  Object.fromEntries(judgeAll(mnistDropout.claims, { trainings: [training(change)] }, "paper").map(({ id, verdict }) => [id, verdict]));

test("the published numbers reproduce themselves: their test NLL falls by 0.0001 nats", () => {
  expect(new Set(Object.values(verdicts()))).toEqual(new Set(["reproduced"]));
});

test("a worse network fails", () => {
  expect(verdicts({ accuracy: 98.4, nll: 0.09 })).toMatchObject({
    ...{ "test-accuracy": "not reproduced", "test-accuracy-at-least": "not reproduced", "test-nll": "not reproduced" },
    ...{ "test-nll-falls": "not reproduced", "training-nll": "reproduced" },
  });
});
