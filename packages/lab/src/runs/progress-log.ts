import type { Progress } from "../experiment.ts";
import type { Host, Storage } from "../host.ts";
import { openJsonLines } from "./json-lines.ts";

const secondsBetweenLines = 1;

/** progress.jsonl: a line a second and the last one of each stage, for plots of a run under way. */
export function openProgressLog(storage: Storage, host: Pick<Host, "now">): (progress: Progress) => Promise<void> {
  const began = host.now();
  const note = openJsonLines(storage, "progress.jsonl");
  let writtenAt = Number.NEGATIVE_INFINITY;
  return async (progress) => {
    const now = host.now();
    if (now - writtenAt < secondsBetweenLines && progress.done < progress.total) return;
    writtenAt = now;
    await note({ ...progress, elapsedSeconds: Math.round(1000 * (now - began)) / 1000 });
  };
}
