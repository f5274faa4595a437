import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { start, toyCredence } from "./testing/start.ts";

/** Until `look` says yes; the test's own time limit ends it otherwise. */
async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) await new Promise((resolve) => setTimeout(resolve, 50));
}

test.each([
  ["SIGINT", 2],
  ["SIGTERM", 15],
  ["SIGHUP", 1],
] as const)("what %s aborts fails with the number by which the process leaves", async (name, number) => {
  const code = `
    import { listenForInterruption } from ${JSON.stringify(new URL("./interruption.ts", import.meta.url))};
    const { signal } = listenForInterruption({ onFirst: () => {} });
    signal.addEventListener("abort", () => { console.log(signal.reason.name, signal.reason.signalNumber); process.exit(); });
    setInterval(() => {}, 1000);
    console.log("listening");`;
  const listening = start("--input-type=module", ["--eval", code]);
  await listening.printed("listening");
  listening.child.kill(name);
  expect((await listening.ended).stdout).toContain(`Interrupted ${number}\n`);
});

// Elsewhere the shell that npm puts in between cannot be looked through.
test.runIf(process.platform === "linux")(
  "kill -9 of the launcher in front of a shell ends the run, and the same command goes on",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "credence-launcher-"));
    const run = ["run", "toy", "--out", join(folder, "run")];
    // As npm does: a process that starts a shell that starts the command.
    const shellLine = [process.execPath, toyCredence, ...run].map((word) => `'${word}'`).join(" ");
    const launcherCode = `require("node:child_process").spawn("sh", ["-c", ${JSON.stringify(`${shellLine}; true`)}], { stdio: "inherit" })`;
    const env = { ...process.env, npm_command: "exec", TOY_STEP_MS: "250" };
    const launcher = spawn(process.execPath, ["-e", launcherCode], { env, stdio: "ignore" });
    const lock = join(folder, "run", ".lock", "1");
    try {
      await until(() =>
        readFile(join(folder, "run", "progress.jsonl")).then(
          () => true,
          () => false,
        ),
      );
      const owner = JSON.parse(await readFile(lock, "utf8"));
      launcher.kill("SIGKILL");
      const again = await start(toyCredence, run).ended;
      expect(again).toMatchObject({ code: 0 });
      expect(() => process.kill(owner.process, 0)).toThrow("ESRCH");
    } finally {
      launcher.kill("SIGKILL");
      await rm(folder, { recursive: true });
    }
  },
);
