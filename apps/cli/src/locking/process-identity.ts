import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Owner } from "@credence/lab";

/** This process, as a lock file names it. */
export function thisProcess(): Owner {
  return { machine: hostname(), process: process.pid, started: startOf(process.pid) ?? "" };
}

/** Whether that very process still runs. One on another machine counts as alive: nothing here can tell. */
export async function isAlive(owner: Owner): Promise<boolean> {
  if (owner.machine !== hostname()) return true;
  if (!hasNumber(owner.process)) return false;
  const started = startOf(owner.process);
  return started === undefined || owner.started === "" || started === owner.started;
}

function hasNumber(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Something that differs between two processes of the same number; undefined where the system does not tell. */
function startOf(pid: number): string | undefined {
  if (process.platform === "linux") return startOnLinux(pid);
  if (process.platform === "win32") return undefined;
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

/** Clock ticks between the machine's start and the process's, and which start of the machine. */
function startOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command in parentheses and may hold spaces; the start is the 22nd.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie has ended; its parent has not looked yet.
    if (fields[0] === "Z" || fields[0] === "X") return "ended";
    return `${fields[19]} ${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
  } catch {
    return undefined;
  }
}
