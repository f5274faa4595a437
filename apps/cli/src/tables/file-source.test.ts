import { expect, test } from "vitest";
import { fileSource } from "./file-source.ts";

test.skipIf(process.platform === "win32")("a device, or a pipe, is not called empty", async () => {
  await expect(fileSource("/dev/null")).rejects.toThrow("/dev/null: a pipe or a device, expected a table in a file");
});
