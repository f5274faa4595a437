import { constants } from "node:os";
import { interrupted } from "@credence/lab";
import { watchLauncher } from "./locking/process-identity.ts";

export interface Interruption {
  readonly signal: AbortSignal;
  /** Which signal came, 2 for Ctrl-C; undefined while none has. */
  signalNumber(): number | undefined;
  /** Gives Ctrl-C its usual meaning back. */
  end(): void;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** With Ctrl-C npm passes the signal on that the terminal has already sent: one press may arrive twice. */
const samePressSeconds = 0.3;

/** The first signal asks the work to stop where it can go on later; the second ends the process at once. */
export function listenForInterruption({ onFirst }: { readonly onFirst: () => void }): Interruption {
  const controller = new AbortController();
  let firstAt = 0;
  let number: number | undefined;
  const listener = (name: NodeJS.Signals) => {
    const now = performance.now() / 1000;
    if (number !== undefined) {
      if (now - firstAt > samePressSeconds) process.exit(128 + number);
      return;
    }
    firstAt = now;
    number = constants.signals[name];
    onFirst();
    // what the signal itself ends, as a download, leaves by its number too
    controller.abort(Object.assign(interrupted(), { signalNumber: number }));
  };
  for (const name of signals) process.on(name, listener);
  const stopWatching = leaveWithParent();
  return {
    signal: controller.signal,
    signalNumber: () => number,
    end: () => {
      for (const name of signals) process.off(name, listener);
      stopWatching();
    },
  };
}

/**
 * Ends this process when the one that only stands in front of it is killed: bin/credence.js on an older Node, or npm.
 * Otherwise `kill -9` of what the user started would leave a run going that nobody sees, and its lock held.
 */
function leaveWithParent(): () => void {
  const leave = () => process.kill(process.pid, "SIGKILL");
  if (process.channel) {
    process.channel.unref();
    process.once("disconnect", leave);
    return () => process.off("disconnect", leave);
  }
  if (process.env.npm_command === undefined) return () => {};
  const stillThere = watchLauncher();
  const watch = setInterval(() => {
    if (!stillThere()) leave();
  }, 250).unref();
  return () => clearInterval(watch);
}
