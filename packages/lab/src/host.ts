/** Files below one folder. Paths are relative, with forward slashes. */
export interface Storage {
  /** undefined where there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Writes to a temporary name, syncs, renames: a reader sees the old bytes or the new ones, never half. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  append(path: string, data: string | Uint8Array): Promise<void>;
  /** No error where there is no such file: another process may have moved it first. */
  rename(from: string, to: string): Promise<void>;
  /** No error where there is no such file. */
  remove(path: string): Promise<void>;
  /** Names in a folder, sorted; none where there is no such folder. */
  list(path: string): Promise<string[]>;
  /** What to call `path` in a message to a person. */
  describe(path: string): string;
}

/** What the lab asks of the machine it runs on; the command line and, later, the studio each bring one. */
export interface Host {
  /** Seconds since an arbitrary moment, for rates and the pace of checkpoints. Never enters a result. */
  now(): number;
  sha256(bytes: Uint8Array): Promise<string>;
  gunzip(bytes: Uint8Array): Promise<Uint8Array>;
  /** SHA-256 of the code of a package, "@credence/tabular", without types, comments, layout and tests; hexadecimal. */
  codeOf(packageName: string): Promise<string>;
}

/** The answer to a request for an address: where in the file the first chunk belongs, and the chunks in order. */
export interface Transfer {
  /** 0 where the server ignored the wish to start later. */
  readonly start: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Fetches `url` from byte `from` on, if the server can; throws one clear line where it cannot be had. Storing is the caller's part. */
export type Download = (url: string, options: { readonly from: number; readonly signal?: AbortSignal | undefined }) => Promise<Transfer>;

/** Bad input: what came, where, what was expected. The command line prints the message alone and leaves with 2. */
export interface BadInput extends Error {
  readonly name: "BadInput";
}

/** An error about what the user gave; the command line prints its message alone and leaves with 2. */
export function badInput(message: string): BadInput {
  const error = new Error(message);
  error.name = "BadInput";
  return error as BadInput;
}

/** Whether the message says everything a person needs, so that no stack trace is printed. */
export function isBadInput(error: unknown): error is BadInput {
  return error instanceof Error && error.name === "BadInput";
}
