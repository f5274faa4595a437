/** The command as it is, with a checkpoint ten times a second: tests kill it in the middle of a training. */
import { installedMachinery } from "../installed-machinery.ts";
import { main } from "../main.ts";

await main(process.argv, { ...installedMachinery, checkpointSeconds: 0.1 });
