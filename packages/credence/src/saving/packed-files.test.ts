import { expect, test } from "vitest";
import { packFiles, unpackFiles } from "./packed-files.ts";
import { encodeSafetensors } from "./safetensors.ts";

test("files of any length come back as they were, beside the header", () => {
  const files = [0, 1, 4, 7].map((length) => Uint8Array.from({ length }, (_, i) => 250 + i));
  expect(unpackFiles("test", packFiles({ epoch: 3 }, files))).toEqual({ header: { epoch: 3 }, files });
});

test.each([
  ['{"lengths":[9]}', "file 0 has 8 bytes, the header says 9"],
  ['{"lengths":[4]}', "file 0 has 8 bytes, the header says 4"],
  ['{"lengths":[-1]}', "file 0 has 8 bytes, the header says -1"],
  ['{"lengths":["8"]}', 'file 0 has 8 bytes, the header says "8"'],
  ['{"lengths":[8,8]}', "file 1 of 2 is not there"],
  ['{"lengths":8}', "the lengths of the files are 8, expected a list"],
  ["[]", "the credence header is [], expected a JSON object"],
])("lengths that the file does not have are refused: %s", (credence, message) => {
  const bytes = encodeSafetensors({ metadata: { credence }, arrays: new Map([["0", { shape: [2], values: new Int32Array(2) }]]) });
  expect(() => unpackFiles("test", bytes)).toThrow(`test: ${message}`);
});
