import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Owner } from "@credence/lab";

/** This process, as a lock file names it. */
export function thisProcess(): Owner {
  const numbering = numberingOnLinux();
  const started = startOf(process.pid) ?? "";
  return { machine: hostname(), process: process.pid, ...(numbering === undefined ? {} : { numbering }), started };
}

/** Whether that very process still runs. One on another machine, or with a number of another container's, counts as alive: nothing here can tell. */
export async function isAlive(owner: Owner): Promise<boolean> {
  if (owner.machine !== hostname()) return true;
  const numbering = numberingOnLinux();
  if ((owner.numbering ?? numbering) !== numbering) return true;
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
  return startByPs(pid);
}

/** The moment as ps writes it, in one language and time zone: two terminals of one user may differ in both. */
export function startByPs(pid: number): string | undefined {
  const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", env, stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

/** The namespace in which this process has its number; undefined where the system has none, or does not tell. */
function numberingOnLinux(): string | undefined {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return undefined;
  }
}

/** Clock ticks between the machine's start and the process's, and which start of the machine. */
function startOnLinux(pid: number): string | undefined {
  const status = statusOnLinux(pid);
  if (!status) return undefined;
  // A zombie has ended; its parent has not looked yet.
  if (status.state === "Z" || status.state === "X") return "ended";
  return `${status.startTicks} ${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
}

function statusOnLinux(pid: number) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command in parentheses and may hold spaces; the state is the third, the start the 22nd.
    const end = stat.lastIndexOf(")");
    const fields = stat.slice(end + 2).split(" ");
    return { command: stat.slice(stat.indexOf("(") + 1, end), state: fields[0], parent: Number(fields[1]), startTicks: fields[19] };
  } catch {
    return undefined;
  }
}

/**
 * Whether the process that launched this one still lives; asked again and again. npm puts a shell between, which
 * outlives it: on Linux the launcher is the first ancestor that is no shell, elsewhere the parent.
 */
export function watchLauncher(): () => boolean {
  const shells = ["sh", "dash", "bash", "zsh", "ash", "ksh"];
  const parentOf = (pid: number) => (pid === process.pid ? process.ppid : statusOnLinux(pid)?.parent);
  let child = process.pid;
  let launcher = process.ppid;
  for (let status = statusOnLinux(launcher); status && shells.includes(status.command); status = statusOnLinux(launcher)) {
    child = launcher;
    launcher = status.parent;
  }
  return () => parentOf(child) === launcher;
}
