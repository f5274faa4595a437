import { badInput } from "../host.ts";

/** A process, told apart from a later one with the same number by the moment it started. */
export interface Owner {
  readonly machine: string;
  readonly process: number;
  /** Where process numbers count, on a machine with containers: those of another tell nothing here. Absent where there is one such place. */
  readonly numbering?: string;
  /** Opaque; equal only for the same process. Empty where the system does not tell. */
  readonly started: string;
}

/** What a lock asks of the system: a folder with exclusive creation, and which processes live. */
export interface LockFolder {
  readonly self: Owner;
  alive(owner: Owner): Promise<boolean>;
  list(): Promise<string[]>;
  read(name: string): Promise<string | undefined>;
  /** Makes the file with its whole content, or returns false where one of that name exists; of two callers one gets true. */
  create(name: string, text: string): Promise<boolean>;
  /** Takes the content away, which needs no room on a full disk. */
  empty(name: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** What to call the folder in a message. */
  describe(): string;
}

/** A held lock. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Keeps a second writer out of a folder, and lets the next one in at once after the owner died.
 *
 * Files are numbered: the highest number is the lock, held while its owner lives and has not emptied it.
 * Taking over creates the next number, exclusively, so of two processes that see the same dead owner one wins. The
 * highest file is never deleted, so a process that was slow between looking and creating finds a higher number
 * afterwards and withdraws.
 *
 * @throws BadInput where another process holds it
 */
export async function acquireLock(folder: LockFolder, what: string): Promise<Lock> {
  for (;;) {
    const highest = Math.max(0, ...(await numbers(folder)));
    const holder = highest === 0 ? undefined : parseOwner(await folder.read(String(highest)));
    if (holder && (await folder.alive(holder))) throw badInput(inUse(what, holder, folder));
    const mine = highest + 1;
    if (!(await folder.create(String(mine), JSON.stringify(folder.self)))) continue;
    const after = await numbers(folder);
    if (after.some((number) => number > mine)) {
      await folder.remove(String(mine));
      continue;
    }
    for (const number of after) if (number < mine) await folder.remove(String(number));
    return { release: () => folder.empty(String(mine)) };
  }
}

async function numbers(folder: LockFolder): Promise<number[]> {
  return (await folder.list()).filter((name) => /^[1-9][0-9]*$/.test(name)).map(Number);
}

/** undefined: given back, deleted by the next owner while we looked, or spoilt by a power cut, which no owner survives. */
function parseOwner(text: string | undefined): Owner | undefined {
  try {
    return text ? (JSON.parse(text) as Owner) : undefined;
  } catch {
    return undefined;
  }
}

function inUse(what: string, { machine, process, numbering }: Owner, folder: LockFolder): string {
  const { self } = folder;
  if (machine === self.machine && (numbering ?? self.numbering) !== self.numbering)
    return `${what} is in use by process ${process} of another container on ${machine}: if that is gone, delete ${folder.describe()}`;
  if (machine === self.machine) return `${what} is in use by process ${process}: wait for it, or choose another folder with --out`;
  return `${what} is in use by process ${process} on ${machine}: if that machine is gone, delete ${folder.describe()}`;
}
