import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { dataCacheFolder, namedDataFolder } from "./data-folders.ts";

it("prefers --data to CREDENCE_DATA, and neither is no folder", () => {
  const environment = { CREDENCE_DATA: tmpdir() };
  expect(namedDataFolder(".", { environment })).toBe(".");
  expect(namedDataFolder(undefined, { environment })).toBe(tmpdir());
  expect(namedDataFolder(undefined, { environment: { CREDENCE_DATA: "" } })).toBeUndefined();
  expect(namedDataFolder(undefined, { environment: {} })).toBeUndefined();
});

it("rejects a folder that is not there, by the name it was given under", () => {
  const environment = { CREDENCE_DATA: "/no/such/folder" };
  const message = "is no folder, expected one that holds data sets, such as mnist/";
  expect(() => namedDataFolder(undefined, { environment })).toThrow(`CREDENCE_DATA: /no/such/folder ${message}`);
  expect(() => namedDataFolder("", { environment })).toThrow(`--data: empty ${message}`);
  expect(() => namedDataFolder(import.meta.filename, {})).toThrow(expect.objectContaining({ name: "BadInput" }));
});

it.each([
  ["linux", {}, "/home/ada", "/home/ada/.cache/credence/data"],
  ["linux", { XDG_CACHE_HOME: "/fast" }, "/home/ada", "/fast/credence/data"],
  ["linux", { XDG_CACHE_HOME: "relative" }, "/home/ada", "/home/ada/.cache/credence/data"],
  ["darwin", {}, "/Users/ada", "/Users/ada/Library/Caches/credence/data"],
  ["win32", { LOCALAPPDATA: "D:\\Local" }, "C:\\Users\\ada", "D:\\Local\\credence\\data"],
  ["win32", {}, "C:\\Users\\ada", "C:\\Users\\ada\\AppData\\Local\\credence\\data"],
] as const)("puts the cache where %s wants it, given %o", (platform, environment, home, expected) => {
  expect(dataCacheFolder({ platform, environment, home })).toBe(expected);
});
