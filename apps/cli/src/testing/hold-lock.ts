/** Takes the lock of the folder named by the first argument, says so, and holds it until it is killed. */
import { acquireLock } from "@credence/lab";
import { nodeLockFolder } from "../locking/node-lock-folder.ts";

try {
  await acquireLock(nodeLockFolder(process.argv[2]), "the folder");
  process.stdout.write("held\n");
  setInterval(() => {}, 1000);
} catch (error) {
  process.stdout.write(`${(error as Error).message}\n`);
}
