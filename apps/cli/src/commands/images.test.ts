import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { dataSets } from "@credence/lab";
import { describeWithRealData } from "@credence/lab/testing";
import { loadImageModel } from "@credence/tabular/images";
import { encode } from "fast-png";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readFor } from "../images/read-folder.ts";
import { installedMachinery } from "../installed-machinery.ts";
import { start } from "../testing/start.ts";
import { type FitTyped, fit } from "./fit.ts";
import { predictRows } from "./predict.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "credence-images-"));
});
afterAll(() => rm(folder, { recursive: true }));

const png = (pixels: ArrayLike<number>, width = 12, height = 12) =>
  encode({ width, height, channels: 1, depth: 8, data: Uint8Array.from(pixels) });
/** A bar that stands or lies, and noise. */
const bar = (index: number) =>
  png(
    Array.from(
      { length: 144 },
      (_, at) => 60 * Math.abs(Math.sin(at + 7 * index)) + ((index % 2 ? at % 12 : Math.floor(at / 12)) === 2 + (index % 8) ? 180 : 0),
    ),
  );
const bars = (count: number): Record<string, Uint8Array> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${["lying", "standing"][index % 2]}/${index}.png`, bar(index)]));

async function write(root: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), bytes);
  }
}

describe("malformed folders: one clear line that names the file, nothing made", () => {
  const usual = { budget: "default", level: "0.9", seed: "0" };
  const good = bars(60);
  const whole = bar(0);
  const huge = Uint8Array.from(whole);
  huge.set([0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff], 16);
  const animated = Buffer.from("524946461600000057454250565038580a00000002000000010000010000", "hex");
  test.each<[string, Readonly<Record<string, Uint8Array>>, RegExp, Partial<FitTyped>?]>([
    ["a truncated image", { ...good, "lying/2.png": whole.subarray(0, 120) }, /data\/lying\/2.png: cut short, expected a whole PNG$/],
    [
      "an image of another size",
      { ...good, "standing/1.png": png(new Uint8Array(80), 10, 8) },
      /standing\/1.png: 10 x 8 pixels, expected 12 x 12 as of .*lying\/0.png; --size/,
    ],
    ["an animated WebP", { ...good, "lying/a.webp": animated }, /lying\/a.webp: an animated WebP, expected one picture$/],
    ["a decompression bomb", { ...good, "lying/b.png": huge }, /lying\/b.png: 65535 x 65535 pixels, 16777216 pixels are allowed at most$/],
    [
      "a text among images",
      { ...good, "lying/notes.txt": Buffer.from("to do") },
      /lying\/notes.txt: not a picture that is read, expected PNG, JPEG or WebP$/,
    ],
    ["an empty file", { ...good, "lying/c.png": new Uint8Array() }, /lying\/c.png: empty, expected an image$/],
    [
      "one class",
      Object.fromEntries(Object.entries(good).filter(([path]) => path.startsWith("lying"))),
      /data: one class, "lying", expected two or more$/,
    ],
    ["too few images", bars(20), /data: 20 images, expected 40 or more$/],
    [
      "a file beside the classes",
      { ...good, "readme.png": whole },
      /data\/readme.png: a file, expected a folder of images for each class$/,
    ],
    ["folders in a class", { ...good, "lying/deep/1.png": whole }, /lying\/deep: a folder, expected images alone$/],
    ["an option of tables", good, /^--target: of tables alone, and .*data is a folder/, { target: "y" }],
    ["a size that is none", good, /^--size: got "12", expected pixels such as 64x48$/, { size: "12" }],
    ["a method that is none", good, /^unknown method "dropout"/, { method: "dropout" }],
  ])("%s", async (_, files, message, typed = {}) => expectRefused(files, message, typed));

  test("an empty class, and an empty folder", async () => {
    await mkdir(join(folder, "data", "nothing"), { recursive: true });
    await expectRefused({}, /data\/nothing: empty, expected images of the class "nothing"$/);
    await mkdir(join(folder, "data"));
    await expectRefused({}, /data: empty, expected a folder of images for each class$/);
  });

  test.skipIf(process.platform !== "linux")("a name that is not UTF-8", async () => {
    await write(join(folder, "data"), good);
    await writeFile(Buffer.concat([Buffer.from(join(folder, "data", "lying", "caf")), Buffer.from([0xe9])]), whole);
    await expectRefused({}, /data\/lying: the name "caf\uFFFD" is not UTF-8, expected one that is: rename it$/);
  });

  test.skipIf(process.platform === "win32" || process.getuid?.() === 0)("a file without permission (skipped for root)", async () => {
    await write(join(folder, "data"), good);
    await chmod(join(folder, "data", "lying", "0.png"), 0);
    await expectRefused({}, /lying\/0.png: no permission to read$/);
  });

  async function expectRefused(files: Readonly<Record<string, Uint8Array>>, message: RegExp, typed: Partial<FitTyped> = {}) {
    await write(join(folder, "data"), files);
    const error = await fit(join(folder, "data"), { ...usual, out: join(folder, "out"), ...typed }, installedMachinery).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    const made = await readdir(folder);
    await rm(join(folder, "data"), { recursive: true });
    expect(error?.message).toMatch(message);
    expect(error?.message).not.toContain("\n");
    expect(error?.name).toBe("BadInput");
    expect(made).toEqual(["data"]);
  }
});

const inFolder = (name: string) => join(folder, name);
// calibrated by images held out: five fits fewer
const mcDropout = { budget: "default", level: "0.9", seed: "0", method: "mcDropout", calibration: "heldOut" };

describe.each([
  { dataSet: dataSets.mnist, count: 1000, accuracy: 0.88 },
  { dataSet: dataSets.fashionMnist, count: 400, accuracy: 0.6 },
])("from folders of images to predictions", ({ dataSet, count, accuracy }) => {
  describeWithRealData(dataSet, `${count} images as PNG files`, (load) => {
    test("fit, its report, and predictions of images by file name", async () => {
      const { train, test: held } = await load();
      const area = train.height * train.width;
      const filesOf = ({ pixels, labels }: typeof train, images: number) =>
        Object.fromEntries(
          Array.from({ length: images }, (_, row) => [
            `${labels[row]}/${row}.png`,
            png(pixels.subarray(row * area, (row + 1) * area), train.width, train.height),
          ]),
        );
      await write(inFolder("images"), filesOf(train, count));
      await write(inFolder("held"), filesOf(held, 300));
      await fit(inFolder("images"), { ...mcDropout, out: inFolder("model") }, installedMachinery);
      expect((await readdir(inFolder("model"))).filter((name) => !name.startsWith("."))).toEqual(["model.credence", "report.html"]);
      const report = await readFile(inFolder("model/report.html"), "utf8");
      for (const part of ["use", "measured", "images", "data", "training"]) expect(report).toContain(`<h2 id="${part}">`);
      expect(report.match(/<figure id="figure-/g)).toHaveLength(5);
      expect(report).toContain("data:image/png;base64,");
      expect(report).not.toMatch(/could not be drawn|\bundefined\b|NaN|https?:\/\/(?!www\.w3\.org)/);

      const model = await loadImageModel(await readFile(inFolder("model/model.credence")));
      expect(model.card.data).toMatchObject({ images: count, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
      const evaluation = await model.evaluate(await readFor(model.card, inFolder("held"), "class"));
      expect(evaluation.rows).toBe(300);
      expect(evaluation.accuracy).toBeGreaterThan(accuracy);
      expect(evaluation.covered).toBeGreaterThan(0.82);
      const out = inFolder("out.csv");
      await predictRows(inFolder("model/model.credence"), inFolder("held"), { output: out }, installedMachinery);
      const [header, ...lines] = (await readFile(out, "utf8")).trim().split("\n");
      expect(header).toMatch(/^file,prediction,set,p_0,.*,p_9,total,aleatoric,epistemic$/);
      const right = lines.map((line) => line.split(",")).filter(([file, prediction]) => file.startsWith(`${prediction}/`)).length;
      expect(right / 300).toBeCloseTo(evaluation.accuracy, 6);
      for (const made of ["images", "held", "model", "out.csv"]) await rm(inFolder(made), { recursive: true });
    });
  });
});

test("the same folder and seed give the same bytes; sizes that differ are brought to one, for predictions too", async () => {
  await write(inFolder("bars"), { ...bars(60), "lying/wide.png": png(new Uint8Array(240), 20, 12) });
  for (const out of ["first", "second"])
    await fit(inFolder("bars"), { ...mcDropout, size: "10x10", out: inFolder(out) }, installedMachinery);
  const path = inFolder("first/model.credence");
  expect(await readFile(inFolder("second/model.credence"))).toEqual(await readFile(path));
  const credence = (argv: readonly string[]) =>
    start(fileURLToPath(new URL("../../bin/credence.js", import.meta.url)), argv, { cwd: folder }).ended;
  const one = await credence(["predict", "first/model.credence", "bars/lying/wide.png"]);
  expect(one).toMatchObject({ code: 0, stderr: "" });
  expect(one.stdout).toMatch(/^file,prediction,set,p_lying,p_standing,total,aleatoric,epistemic\nwide.png,/);
  expect(await credence(["explain", "first/model.credence", "bars"])).toEqual({
    ...{ code: 2, signal: null, stdout: "" },
    stderr: "first/model.credence: a model of images, explain takes models of tables\n",
  });
  for (const [file, message] of [
    ["nowhere", /nowhere: no such file$/],
    ["first/report.html", /first\/report.html: not a picture that is read, expected PNG, JPEG or WebP$/],
  ] as const)
    await expect(predictRows(path, inFolder(file), {}, installedMachinery)).rejects.toMatchObject({
      name: "BadInput",
      message: expect.stringMatching(message),
    });
  await expect(fit(inFolder("first/report.html"), { ...mcDropout, size: "9x9", target: "y" }, installedMachinery)).rejects.toThrow(
    /^--size: of images alone/,
  );
});
