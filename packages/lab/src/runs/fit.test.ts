import type { Key } from "@credence/tensor";
import type { Inference, Model, Posterior } from "credence";
import { expect, test } from "vitest";
import type { FitRequest } from "../experiment.ts";
import { openArtifacts } from "./artifacts.ts";
import { fit } from "./fit.ts";
import { toyDependencies, toyKey, toyMethod, toyModel, toyPosterior, toyTensor } from "./testing/toy-experiment.ts";

test("a fit that names the fit it starts from trains that first, once, and gives its network back", async () => {
  const { host, storage, artifacts, facts, signal, onMessage } = toyDependencies();
  const dependencies = {
    ...{ host, storage, signal, onMessage, checkpointSeconds: 1e9, onCheckpoint: async () => {} },
    artifacts: openArtifacts(artifacts, { host, onMessage, arithmetic: { credence: "1", ...facts } }),
    loadPosterior: async (bytes: Uint8Array) => toyPosterior(bytes) as Posterior,
  };
  const [trained, disposed]: [string[], string[]] = [[], []];
  const starts: (Posterior | undefined)[] = [];
  const method = (name: string): Inference => ({
    ...toyMethod(1),
    toJSON: () => ({ name }),
    fit: async function* (...[problem, key, options]: Parameters<Inference["fit"]>) {
      trained.push(name);
      starts.push(options?.from);
      return { ...(yield* toyMethod(1).fit(problem, key, {})), dispose: () => void disposed.push(name) };
    } as Inference["fit"],
  });
  const problem = { model: toyModel("toy") as Model<never>, data: { x: toyTensor([1]), y: toyTensor([7]) } };
  const request = (name: string, key: Key) => ({ label: name, method: method(name), problem, key });
  const finished = async (given: FitRequest) => {
    const steps = fit(given, dependencies);
    for (let next = await steps.next(); ; next = await steps.next()) if (next.done) return next.value.posterior;
  };
  const point = request("point", toyKey(1, 2));
  const first = await finished({ ...request("swag", toyKey(3, 4)), from: point });
  expect(trained).toEqual(["point", "swag"]);
  expect(starts[1]).toBeDefined();
  expect(disposed).toEqual(["point"]);
  // both are found among the artifacts, under the name of a fit from the network itself
  const again = await finished({ ...request("swag", toyKey(3, 4)), from: await finished(point) });
  expect(trained).toEqual(["point", "swag"]);
  expect(await again.save()).toEqual(await first.save());
});
