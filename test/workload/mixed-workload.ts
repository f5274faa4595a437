import {
  adamStep,
  add,
  concat,
  convolve2d,
  exp,
  gatherRows,
  gaussianDraw,
  gaussianMoments,
  gelu,
  gruCell,
  gruSteps,
  integers,
  keep,
  key,
  localNoise,
  logSumExp,
  lstmCell,
  lstmSteps,
  matmul,
  maxPool2d,
  multiply,
  mutualInformation,
  normalKl,
  randomBernoulli,
  randomBits,
  randomNormal,
  randomUniform,
  relu,
  reshape,
  scope,
  slice,
  softmax,
  softmaxCrossEntropy,
  sum,
  type Tensor,
  transpose,
  valueAndGradient,
  zeros,
} from "@credence/tensor";

/** Work of every kind, large enough that each kernel is cut into chunks: draws, products, convolutions, sums, optimiser steps. */
function mixedWorkload(): Record<string, Tensor> {
  const root = key(42);
  return scope(() => {
    const outputs: Record<string, Tensor> = {};
    const images = randomNormal(root.child("images"), [24, 2, 18, 17]);
    const labels = integers(Array.from({ length: 24 }, (_, i) => i % 7));
    const kernel = keep(randomNormal(root.child("kernel"), [6, 2, 5, 5], { stdDev: 0.2 }));
    const mean = keep(randomNormal(root.child("mean"), [252, 120], { stdDev: 0.1 }));
    const rho = keep(randomNormal(root.child("rho"), [252, 120], { mean: -4, stdDev: 0.5 }));
    const last = keep(randomNormal(root.child("last"), [120, 7], { stdDev: 0.1 }));
    const parameters = [kernel, mean, rho, last];
    const moments = parameters.map((p) => [keep(zeros(p.shape)), keep(zeros(p.shape))] as const);
    for (let step = 1; step <= 3; step++) {
      const { value, gradients } = valueAndGradient(parameters, () => {
        const features = reshape(maxPool2d(relu(convolve2d(images, kernel)), { size: 2 }), [24, 252]);
        const { weights, complexity } = gaussianDraw(mean, rho, {
          noise: root.child("noise").child(step),
          draws: 3,
          prior: { kind: "scaleMixture", weight: 0.5, stdDev1: 1, stdDev2: 0.01 },
        });
        const hidden = gelu(matmul(features, weights));
        const loss = sum(softmaxCrossEntropy(matmul(hidden, last), labels));
        return { value: add(loss, multiply(sum(complexity), 1e-3)), extra: null };
      });
      outputs[`loss ${step}`] = value;
      gradients.forEach((gradient, i) => {
        outputs[`gradient ${step}.${i}`] = gradient;
        adamStep(parameters[i]!, gradient, {
          firstMoment: moments[i]![0],
          secondMoment: moments[i]![1],
          step,
          learningRate: 1e-2,
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-8,
          weightDecay: 0,
          decoupledWeightDecay: 0,
        });
      });
    }
    parameters.forEach((p, i) => {
      outputs[`parameter ${i}`] = p;
    });
    const [a, b] = [randomNormal(root.child("a"), [300, 410]), randomNormal(root.child("b"), [410, 290])];
    outputs.product = matmul(a, b);
    outputs["transposed product"] = matmul(a, a, { transposeA: true });
    outputs.bits = randomBits(root.child("bits"), [40_001]);
    outputs.uniform = randomUniform(root.child("uniform"), [40_001]);
    outputs.bernoulli = randomBernoulli(root.child("bernoulli"), [40_001], { probability: 0.3 });
    outputs.sum = concat([reshape(sum(exp(a)), [1]), sum(exp(a), { axis: 0 }), sum(exp(a), { axis: 1 }), logSumExp(b, { axis: 0 })]);
    outputs.kl = normalKl(mean, rho, { mean: 0, stdDev: 1 });
    const withMoments = valueAndGradient([mean, rho], () => {
      const { variance, complexity } = gaussianMoments(mean, rho, { mean: 0, stdDev: 1 });
      return { value: add(sum(multiply(variance, mean)), complexity), extra: variance };
    });
    outputs["moments' variance"] = withMoments.extra;
    withMoments.gradients.forEach((gradient, i) => {
      outputs[`moments' gradient ${i}`] = gradient;
    });
    outputs["local noise"] = localNoise(a, exp(a), { noise: root.child("local"), draws: 2, repeat: true });
    const long = randomNormal(root.child("long"), [40, 3001]);
    outputs["long axes"] = concat([
      logSumExp(long, { axis: 1 }),
      logSumExp(transpose(long), { axis: 0 }),
      reshape(softmax(long), [40 * 3001]),
    ]);
    outputs["long information"] = mutualInformation(softmax(reshape(long, [4, 10, 3001])));
    const rows = integers(Array.from({ length: 30_000 }, (_, i) => (i * i) % 5));
    const gathered = valueAndGradient([long], () => ({
      value: sum(multiply(gatherRows(long, slice(rows, [0], [3000])), 0.1)),
      extra: null,
    }));
    const counted = valueAndGradient([last], () => ({ value: sum(multiply(gatherRows(last, rows), 0.1)), extra: null }));
    outputs["gathered rows"] = concat([...gathered.gradients, ...counted.gradients].map((gradient) => reshape(gradient, [gradient.size])));
    outputs["rare values"] = randomBernoulli(root.child("rare"), [400_001], { probability: 1e-4 });
    outputs["wide uniform"] = randomUniform(root.child("wide"), [40_001], { low: -3.4e38, high: 3.4e38 });
    const gates = randomNormal(root.child("gates"), [40, 508]);
    const cell = randomNormal(root.child("cell"), [40, 127]);
    const stepped = valueAndGradient([gates, cell], () => {
      const { state, cell: next } = lstmCell(gates, gates, cell);
      const three = slice(gates, [0, 0], [40, 381]);
      return { value: sum(gruCell(three, three, add(state, next))), extra: state };
    });
    outputs["recurrent cells"] = concat([stepped.extra, ...stepped.gradients].map((array) => reshape(array, [array.size])));
    const sequences = randomNormal(root.child("sequences"), [2, 5, 30, 380]);
    const [toFour, toThree] = [4, 3].map((count) => randomNormal(root.child("state").child(count), [2, 95, count * 95], { stdDev: 0.1 }));
    const [of, ended] = [slice(sequences, [0, 0, 0, 0], [2, 5, 30, 285]), integers(Int32Array.from({ length: 30 }, (_, i) => 1 + (i % 5)))];
    const unrolled = valueAndGradient([sequences, of, toFour!, toThree!], () => {
      const { states, last, cell } = lstmSteps(sequences, toFour!, { lengths: ended });
      return { value: add(sum(states), sum(multiply(add(last, cell), gruSteps(of, toThree!).last))), extra: states };
    });
    outputs["recurrent steps"] = concat([unrolled.extra, ...unrolled.gradients].map((array) => reshape(array, [array.size])));
    outputs.information = mutualInformation(softmax(randomNormal(root.child("logits"), [12, 900, 10])));
    return outputs;
  });
}

/** SHA-256 of each output's bytes. */
export async function digests(): Promise<Record<string, string>> {
  const hex: Record<string, string> = {};
  for (const [name, output] of Object.entries(mixedWorkload())) {
    const values = await output.read();
    const hash = await crypto.subtle.digest("SHA-256", new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength));
    hex[name] = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  return hex;
}
