import { badInput, type Storage } from "@credence/lab";

/** What is in a book, as book.json keeps it: enough to bind it again. */
export type BookContents = {
  readonly source: string;
  /** Names of experiments, each with a folder of that name, in order. */
  readonly chapters: readonly string[];
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
};

/**
 * The book.json of a folder; undefined where there is none.
 *
 * @throws BadInput where it is not the contents of a book
 */
export async function readBook(storage: Storage): Promise<BookContents | undefined> {
  const bytes = await storage.read("book.json");
  if (bytes === undefined) return undefined;
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes));
    if (isContents(value)) return value;
  } catch {}
  throw badInput(`${storage.describe("book.json")}: not the contents of a book, expected source, chapters and missing`);
}

function isContents(value: Partial<BookContents> | null): value is BookContents {
  const isText = (text: unknown) => typeof text === "string";
  const { source, chapters, missing } = value ?? {};
  if (!isText(source) || !Array.isArray(chapters) || !Array.isArray(missing)) return false;
  return chapters.every(isText) && missing.every((one) => isText(one?.name) && isText(one?.reason));
}
