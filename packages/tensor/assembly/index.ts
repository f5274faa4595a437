// The kernels' table. Numbers are the engine's names for them: src/engine/kernels.ts holds the same list.
import { blasMultiply } from "./blas";
import { convBackwardInput, convForward, packConvolution } from "./conv-direct";
import { convKept } from "./conv-kept";
import { convBackwardKernel } from "./conv-kernel-gradient";
import { unrolledBackwardInput, unrolledForward } from "./conv-unrolled";
import { binary, fill, select, unary } from "./elementwise";
import { gaussianDraw } from "./gaussian";
import { gaussianDrawBackward } from "./gaussian-backward";
import { localNoise, localNoiseBackward } from "./local-noise";
import { multiply, packA } from "./matmul";
import { copyBlocks, gatherRows, permute, scatterAddRows } from "./move";
import { momentsBackward, normalKl, normalKlBackward } from "./normal-kl";
import { adam, sgd } from "./optimise";
import { pool, poolBackward } from "./pooling";
import { random } from "./random";
import { gruCell, gruCellBackward, lstmCell, lstmCellBackward } from "./recurrent-cells";
import { gruSteps, gruStepsBackward, lstmSteps, lstmStepsBackward, packB } from "./recurrent-steps";
import { reduce, sumBlocks, sumPartials } from "./reduce";
import { crossEntropy, crossEntropyBackward, mutualInformation, softmax } from "./softmax";

export { dispatch, setThreadScratch, work } from "./threads";

export function run(kernel: i32, job: usize, chunk: i32): void {
  switch (kernel) {
    case 0: unary(job, chunk); break;
    case 1: binary(job, chunk); break;
    case 2: select(job, chunk); break;
    case 3: fill(job, chunk); break;
    case 4: sumBlocks(job, chunk); break;
    case 5: sumPartials(job, chunk); break;
    case 6: reduce(job, chunk); break;
    case 7: softmax(job, chunk); break;
    case 8: crossEntropy(job, chunk); break;
    case 9: crossEntropyBackward(job, chunk); break;
    case 10: mutualInformation(job, chunk); break;
    case 11: permute(job, chunk); break;
    case 12: copyBlocks(job, chunk); break;
    case 13: gatherRows(job, chunk); break;
    case 14: scatterAddRows(job, chunk); break;
    case 15: packA(job, chunk); break;
    case 16: multiply(job, chunk); break;
    case 17: blasMultiply(job, chunk); break;
    case 18: convForward(job, chunk); break;
    case 19: convBackwardInput(job, chunk); break;
    case 20: packConvolution(job, chunk); break;
    case 21: convBackwardKernel(job, chunk); break;
    case 22: pool(job, chunk); break;
    case 23: poolBackward(job, chunk); break;
    case 24: random(job, chunk); break;
    case 25: gaussianDraw(job, chunk); break;
    case 26: gaussianDrawBackward(job, chunk); break;
    case 27: normalKl(job, chunk); break;
    case 28: normalKlBackward(job, chunk); break;
    case 29: localNoise(job, chunk); break;
    case 30: localNoiseBackward(job, chunk); break;
    case 31: adam(job, chunk); break;
    case 32: sgd(job, chunk); break;
    case 33: unrolledForward(job, chunk); break;
    case 34: unrolledBackwardInput(job, chunk); break;
    case 35: lstmCell(job, chunk); break;
    case 36: lstmCellBackward(job, chunk); break;
    case 37: gruCell(job, chunk); break;
    case 38: gruCellBackward(job, chunk); break;
    case 39: momentsBackward(job, chunk); break;
    case 40: packB(job, chunk); break;
    case 41: lstmSteps(job, chunk); break;
    case 42: lstmStepsBackward(job, chunk); break;
    case 43: gruSteps(job, chunk); break;
    case 44: gruStepsBackward(job, chunk); break;
    case 45: convKept(job, chunk); break;
    default: unreachable();
  }
}
