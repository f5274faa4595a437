import { integers, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { asProbabilities, bernoulliPredictive, categoricalPredictive, normalPredictive, predictiveOf } from "../predictive/index.ts";
import { accuracy, accuracyByLabel, accuracyOfDraws, brier, lppd, negativeLogLikelihood, rmse, topLabel } from "./index.ts";

const rows = [
  [0.7, 0.2, 0.1],
  [0.25, 0.5, 0.25],
  [0.4, 0.4, 0.2],
  [0, 0, 1],
];
const labels = () => integers([0, 2, 1, 2]);
const inputs = {
  "a predictive": () => predictiveOf([rows]),
  "probabilities [batch, classes]": () => asProbabilities(tensor(rows)),
  "probabilities [draws, batch, classes]": () => asProbabilities(tensor([rows, rows, rows])),
};

describe.each(Object.entries(inputs))("of %s", (_, input) => {
  test("accuracy counts the first class of a tie", async () => {
    expect(await accuracy(input(), labels())).toBe(0.5);
    expect(await accuracy(input(), integers([0, 1, 0, 2]))).toBe(1);
  });

  test("negative log-likelihood, nats per datum", async () => {
    expect(await negativeLogLikelihood(input(), labels())).toBeCloseTo(-(Math.log(0.7) + Math.log(0.25) + Math.log(0.4) + 0) / 4, 6);
    expect(await negativeLogLikelihood(input(), integers([0, 2, 1, 0]))).toBe(Infinity);
  });

  test("Brier score, summed over classes", async () => {
    const expected = (0.09 + 0.04 + 0.01 + (0.0625 + 0.25 + 0.5625) + (0.16 + 0.36 + 0.04) + 0) / 4;
    expect(await brier(input(), labels())).toBeCloseTo(expected, 6);
  });

  test("confidence and error of the top label", async () => {
    const { confidence, wrong } = await topLabel(input(), labels());
    expect([...confidence]).toEqual([0.7, 0.5, 0.4, 1].map(Math.fround));
    expect([...wrong]).toEqual([0, 1, 1, 0]);
  });
});

test("draws are averaged as probabilities: the mean of the logits would be right here", async () => {
  const predictive = categoricalPredictive({ logits: tensor([[[10, 0]], [[0, 2]], [[0, 2]]]) });
  expect(await accuracy(predictive, integers([1]))).toBe(1);
  expect(await accuracy(predictive, integers([0]))).toBe(0);
});

test("the lppd of classes is minus the likelihood term of the averaged prediction", async () => {
  const predictive = predictiveOf([
    [
      [0.9, 0.1],
      [0.5, 0.5],
    ],
    [
      [0.1, 0.9],
      [0.25, 0.75],
    ],
  ]);
  expect(await lppd(predictive, integers([0, 1]))).toBeCloseTo(-(await negativeLogLikelihood(predictive, integers([0, 1]))), 6);
});

describe("labels that do not fit", () => {
  test.each([
    [integers([0, 1]), "accuracy: labels are int32 [2], expected int32 [4]"],
    [tensor([0, 1, 2, 0]), "accuracy: labels are float32 [4], expected int32 [4]"],
    [integers([0, 1, 3, 0]), "accuracy: label 3 at 2, expected 0 to 2"],
    [integers([0, 1, 2, -1]), "accuracy: label -1 at 3, expected 0 to 2"],
  ])("%#", async (given, message) => {
    await expect(accuracy(predictiveOf([rows]), given)).rejects.toThrow(new Error(message));
  });

  test("NaN, no rows and a wrong number of axes", async () => {
    await expect(
      brier(
        asProbabilities(
          tensor([
            [0.5, 0.5],
            [Number.NaN, 1],
          ]),
        ),
        integers([0, 0]),
      ),
    ).rejects.toThrow("brier: a probability of row 1 is NaN");
    const empty = asProbabilities(tensor(new Float32Array(0), [0, 3]));
    await expect(brier(empty, integers(new Int32Array(0)))).rejects.toThrow("brier: the batch is empty, expected 1 or more");
    await expect(brier(asProbabilities(tensor([1])), integers([0]))).rejects.toThrow(
      "brier: probabilities are [1], expected [batch, classes] or",
    );
  });
});

test("a regression's predictive is refused", async () => {
  const regression = normalPredictive({ means: tensor([[[1], [2], [3], [4]]]), stdDev: 1 });
  // @ts-expect-error a regression has no classes
  await expect(accuracy(regression, labels())).rejects.toThrow('accuracy: the predictive is of kind "normal", expected "categorical"');
  // @ts-expect-error classes are no numbers
  await expect(rmse(predictiveOf([rows]), tensor([[1]]))).rejects.toThrow(
    'rmse: the predictive is of kind "categorical", expected one of numbers',
  );
});

test("accuracy label by label, and none of a class without x", async () => {
  expect(await accuracyByLabel(predictiveOf([rows]), integers([0, 1, 1, 2]))).toEqual([1, 0.5, 1]);
  expect(await accuracyByLabel(predictiveOf([rows]), integers([2, 2, 2, 2]))).toEqual([null, null, 0.25]);
});

test("accuracy of draws is the mean of each draw's own, of classes and of a coin", async () => {
  // right and right, right and wrong, wrong and wrong: of six; averaged, the first three of four places are right
  const draws = predictiveOf([
    [
      [0.9, 0.1],
      [0.9, 0.1],
      [0.4, 0.6],
    ],
    [
      [0.8, 0.2],
      [0.3, 0.7],
      [0.4, 0.6],
    ],
  ]);
  expect(await accuracyOfDraws(draws, integers([0, 0, 0]))).toBe(0.5);
  expect(await accuracy(draws, integers([0, 0, 0]))).toBeCloseTo(2 / 3, 12);
  const coin = bernoulliPredictive({ logits: tensor([[[2]], [[-1]], [[3]]]) });
  expect(await accuracyOfDraws(coin, integers([1]))).toBeCloseTo(2 / 3, 12);
  await expect(accuracyOfDraws(draws, integers([0, 0]))).rejects.toThrow("accuracyOfDraws: labels are int32 [2], expected int32 [3]");
});
