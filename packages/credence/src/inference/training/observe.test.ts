import { engine, key } from "@credence/tensor";
import { expect, test } from "vitest";
import type { TrainingProgress } from "../inference.ts";
import { run } from "../run.ts";
import { blobs, shortFits } from "../testing/problems.ts";
import { observe } from "./observe.ts";

const problem = blobs(100);

test.each(Object.entries(shortFits))(
  "%s: every step is shown before it is given, and the posterior is the method's own",
  async (_, method) => {
    const shown: TrainingProgress[] = [];
    const given: TrainingProgress[] = [];
    const watched = observe(method, (progress) => {
      expect(given.length).toBe(shown.length);
      shown.push(progress);
    });
    const posterior = await run(watched.fit(problem, key(1)), { onProgress: (progress) => given.push(progress) });
    expect(shown.length).toBe(shown[0]!.steps);
    expect(given).toEqual(shown);
    expect(await posterior.save()).toEqual(await (await run(method.fit(problem, key(1)))).save());
  },
);

test("an observed fit goes on from a checkpoint, and one that is left gives its arrays back", async () => {
  const watched = observe(shortFits.bayesByBackprop, () => {});
  const alone = await (await run(watched.fit(problem, key(1)))).save();
  const round = async () => {
    const fit = watched.fit(problem, key(1));
    const first = (await fit.next()).value as TrainingProgress;
    const resume = await first.checkpoint();
    const posterior = first.posterior();
    await fit.return(undefined as never);
    posterior.dispose();
    return resume;
  };
  const rest = await run(watched.fit(problem, key(1), { resume: await round() }));
  expect(await rest.save()).toEqual(alone);
  rest.dispose();
  const { held } = engine.info().memoryMiB;
  for (let i = 0; i < 3; i++) await round();
  expect(engine.info().memoryMiB.held).toBe(held);
});
