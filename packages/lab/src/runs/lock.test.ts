import { describe, expect, test } from "vitest";
import { acquireLock, type LockFolder, type Owner } from "./lock.ts";

/** A folder in memory in which every step of every process waits a random while, and which processes can die in. */
function memoryFolder(random: () => number = () => 0) {
  const files = new Map<string, string>();
  const dead = new Set<number>();
  const pause = async () => {
    // Now and then one is so slow that others take and leave the lock meanwhile.
    const longest = random() < 0.1 ? 80 : 4;
    for (let turns = Math.floor(longest * random()); turns > 0; turns--) await Promise.resolve();
  };
  const as = (process: number, machine = "here"): LockFolder => {
    const step = async <Value>(work: () => Value): Promise<Value> => {
      await pause();
      if (dead.has(process)) throw new Error("died");
      const value = work();
      await pause();
      return value;
    };
    return {
      self: { machine, process, started: `start ${process}` },
      alive: (owner: Owner) => step(() => owner.machine !== "here" || !dead.has(owner.process)),
      list: () => step(() => [...files.keys()]),
      read: (name) => step(() => files.get(name)),
      create: (name, text) => step(() => !files.has(name) && files.set(name, text) === files),
      empty: (name) => step(() => void files.set(name, "")),
      remove: (name) => step(() => void files.delete(name)),
      describe: () => "folder/.lock",
    };
  };
  return { files, dead, as };
}

/** A small generator with a seed of its own, so that a failing order of events can be looked at again. */
function randomOf(seed: number): () => number {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("a lock", () => {
  test("refuses a second owner and names the first, until it is released", async () => {
    const { as } = memoryFolder();
    const lock = await acquireLock(as(1), "runs/a");
    await expect(acquireLock(as(2), "runs/a")).rejects.toMatchObject({
      name: "BadInput",
      message: "runs/a is in use by process 1: wait for it, or choose another folder with --out",
    });
    await lock.release();
    await acquireLock(as(2), "runs/a");
  });

  test("is taken over at once from an owner that died", async () => {
    const { as, dead, files } = memoryFolder();
    await acquireLock(as(1), "runs/a");
    dead.add(1);
    await acquireLock(as(2), "runs/a");
    await expect(acquireLock(as(3), "runs/a")).rejects.toThrow("process 2");
    expect([...files.keys()]).toEqual(["2"]);
  });

  test("of another machine is believed, and the message says what to delete", async () => {
    const { as, dead } = memoryFolder();
    await acquireLock(as(1, "there"), "runs/a");
    dead.add(1);
    await expect(acquireLock(as(2), "runs/a")).rejects.toThrow("by process 1 on there: if that machine is gone, delete folder/.lock");
  });

  test("has at most one living owner in whatever order processes act and die, and is never lost", async () => {
    let taken = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const random = randomOf(seed);
      const { as, dead } = memoryFolder(random);
      const owners = new Set<number>();
      const contend = async (process: number): Promise<void> => {
        try {
          for (let turns = Math.floor(20 * random()); turns > 0; turns--) await Promise.resolve();
          const lock = await acquireLock(as(process), "runs/a");
          owners.add(process);
          taken++;
          expect([...owners], `seed ${seed}`).toEqual([process]);
          for (let turns = Math.floor(6 * random()); turns > 0; turns--) await Promise.resolve();
          owners.delete(process);
          if (random() < 0.5) dead.add(process);
          else await lock.release();
        } catch (error) {
          if (!/in use|died/.test((error as Error).message)) throw error;
        }
      };
      await Promise.all([1, 2, 3, 4, 5, 6, 7].map(contend));
      await acquireLock(as(9), "runs/a").catch((error) => {
        throw new Error(`seed ${seed}: ${error.message}`);
      });
    }
    expect(taken).toBeGreaterThan(5000);
  });
});
