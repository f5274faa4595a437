import { expect, it } from "vitest";
import type { LabelledImages } from "./data-set.ts";
import { fashionMnist, kmnist, mnist, mushroom, notmnist } from "./index.ts";
import { oneHot } from "./one-hot.ts";
import { describeWithRealData } from "./testing/real-data.ts";

// The expected counts, means and first labels were computed from the files by another program (Python, gzip and struct).
function expectImages(images: LabelledImages, expected: { counts: number[]; mean: number; first: number[] }) {
  const counts = Array.from({ length: 10 }, (_, digit) => images.labels.filter((label) => label === digit).length);
  const mean = images.pixels.reduce((sum, pixel) => sum + pixel, 0) / 255 / images.pixels.length;
  expect([images.height, images.width, images.count]).toEqual([28, 28, images.pixels.length / 784]);
  expect(counts).toEqual(expected.counts);
  expect(mean).toBeCloseTo(expected.mean, 9);
  expect([...images.labels.subarray(0, 8)]).toEqual(expected.first);
}
const balanced = (each: number) => Array<number>(10).fill(each);

describeWithRealData(mnist, "images and labels", (load) => {
  it("are those of the publisher", async () => {
    const { train, test } = await load();
    const trainCounts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
    expectImages(train, { counts: trainCounts, mean: 0.13066047627384286, first: [5, 0, 4, 1, 9, 2, 1, 3] });
    const testCounts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];
    expectImages(test, { counts: testCounts, mean: 0.13251460584233693, first: [7, 2, 1, 0, 4, 1, 4, 9] });
  });
});

describeWithRealData(fashionMnist, "images and labels", (load) => {
  it("are those of the publisher", async () => {
    const { train, test } = await load();
    expectImages(train, { counts: balanced(6000), mean: 0.2860405969887955, first: [9, 0, 0, 3, 0, 2, 7, 2] });
    expectImages(test, { counts: balanced(1000), mean: 0.2868492807122849, first: [9, 2, 1, 1, 6, 1, 4, 6] });
  });
});

describeWithRealData(kmnist, "images and labels", (load) => {
  it("are those of the publisher", async () => {
    expectImages((await load()).test, { counts: balanced(1000), mean: 0.18455702531012405, first: [2, 9, 3, 8, 3, 3, 8, 3] });
  });
});

describeWithRealData(notmnist, "images and labels", (load) => {
  it("are those of the publisher", async () => {
    expectImages((await load()).test, { counts: balanced(1000), mean: 0.4266239565826331, first: [3, 5, 9, 2, 7, 2, 9, 8] });
  });
});

describeWithRealData(mushroom, "rows and encodings", (load) => {
  it("have the known counts and widths", async () => {
    const mushrooms = await load();
    expect(mushrooms.count).toBe(8124);
    expect(mushrooms.labels.filter((label) => label === 0).length).toBe(4208);
    const widths = mushrooms.attributes.map(({ categories }) => categories.length);
    expect(widths).toEqual([6, 4, 10, 2, 9, 2, 2, 2, 12, 2, 5, 4, 4, 9, 9, 1, 4, 3, 5, 9, 6, 7]);
    expect(mushrooms.attributes[10]).toEqual({ name: "stalk-root", categories: ["?", "b", "c", "e", "r"] });

    const full = oneHot(mushrooms, { drop: "none" });
    const dropped = oneHot(mushrooms, { drop: "first" });
    expect([full.width, dropped.width]).toEqual([117, 95]);
    const missingRoot = full.columns.indexOf("stalk-root=?");
    const column = (row: number) => full.values[row * full.width + missingRoot];
    expect(Array.from({ length: 8124 }, (_, row) => column(row)).reduce((a, b) => a + b)).toBe(2480);
    expect(full.values.reduce((a, b) => a + b)).toBe(8124 * 22);
  });

  it("keep the rule that nearly tells the poisonous ones", async () => {
    // From the publisher's notes: odor other than almond, anise or none misses 120 poisonous mushrooms and no edible one.
    const mushrooms = await load();
    const { columns, values, width } = oneHot(mushrooms, { drop: "none" });
    const harmless = ["odor=a", "odor=l", "odor=n"].map((name) => columns.indexOf(name));
    const seemsPoisonous = (row: number) => harmless.every((at) => values[row * width + at] === 0);
    const wrong = { missed: 0, falseAlarms: 0 };
    for (const [row, label] of mushrooms.labels.entries()) {
      if (label === 1 && !seemsPoisonous(row)) wrong.missed++;
      if (label === 0 && seemsPoisonous(row)) wrong.falseAlarms++;
    }
    expect(wrong).toEqual({ missed: 120, falseAlarms: 0 });
  });
});
