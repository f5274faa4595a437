import { add, key, multiply, reshape, scope, sum, type Tensor, tensor, valueAndGradient, zeros } from "@credence/tensor";
import { expectFunction, expectList, expectOptions, expectTensor } from "../settings.ts";
import { defaultMap } from "./layer.ts";
import { expectNetwork, type Network } from "./network.ts";
import { exactNoise, type LayerBelief } from "./noise.ts";
import { bindPasses } from "./passes.ts";

/**
 * One application of a layer's map, y = map(a, W) + b: its inputs a, and how the outputs of the network react to its pre-activations y.
 * For a dense map the gradient of output k by the weights is, for each example, a outer(gradients_k).
 */
export interface LayerGradient {
  /** Place of the layer in the network, and the name of its map. */
  readonly layer: number;
  readonly map: string;
  /** Counted from 0: a recurrent layer applies a map at every step, and the gradient by its weights is the sum over the applications. */
  readonly application: number;
  /** Input activations a. @shape [batch, ...] */
  readonly inputs: Tensor;
  /** d f_k(x_n) / d y_n, or that of the value asked for. @shape [outputs, batch, ...y], or [1, batch, ...y] */
  readonly gradients: Tensor;
}

/** Where, and of what, gradients are taken. */
export interface LayerGradientOptions {
  /** The means are the weights. */
  readonly beliefs: readonly (LayerBelief | undefined)[];
  /** A value of each example, such as its loss: outputs [1, batch, outputs] -> [1, batch]. @default each output of the network */
  readonly of?: (outputs: Tensor) => Tensor;
}

interface Application extends Omit<LayerGradient, "gradients"> {
  readonly preactivations: Tensor;
}

/**
 * Input activations and output gradients of every map of a network, per example: what the generalised Gauss-Newton matrix and its
 * Kronecker factors are made of. Dropout is off.
 *
 *   J_n = d f(x_n) / d W,  a column of it for each output: inputs and gradients multiplied, summed where the map shares weights
 *
 * It takes the memory of a forward and backward pass for each output: give it x a batch at a time. The arrays are the caller's.
 *
 * @shape x [batch, ...]; one entry per application of a map, in the order of the forward pass
 */
export function layerGradients(network: Network, x: Tensor, options: LayerGradientOptions): LayerGradient[] {
  expectNetwork("layerGradients", network);
  expectTensor("layerGradients", "x", x);
  expectOptions("layerGradients", options, { beliefs: true, of: true });
  const { beliefs, of } = options;
  expectList("layerGradients", "beliefs", beliefs);
  if (of !== undefined) expectFunction("layerGradients", "of", of);
  return scope(() => {
    const applications: Application[] = [];
    const plain = forward(network, x, beliefs, (application) => {
      applications.push(application);
      return application.preactivations;
    });
    const values = of ? 1 : plain.shape[plain.shape.length - 1]!;
    // Added to the pre-activations, zeros change nothing and have their gradient. An axis of values keeps apart what each output asks for;
    // examples do not meet, so that the sum over them has each one's own gradient.
    const probes = applications.map(({ preactivations }) => zeros([values, ...preactivations.shape]));
    const { gradients } = valueAndGradient(probes, () => {
      let next = 0;
      const outputs = forward(network, x, beliefs, ({ preactivations }) => add(preactivations, probes[next++]!));
      return { value: sum(of ? of(outputs) : multiply(outputs, diagonal(values))), extra: null };
    });
    return applications.map(({ layer, map, application, inputs }, i) => ({ layer, map, application, inputs, gradients: gradients[i]! }));
  });
}

/** Runs the network at the means; `visit` sees each application of a map and says what goes on in place of its pre-activations. */
function forward(
  network: Network,
  x: Tensor,
  beliefs: readonly (LayerBelief | undefined)[],
  visit: (application: Application) => Tensor,
): Tensor {
  // neither the noise nor the dropout of these passes draws anything
  const { passes } = bindPasses(network, { noise: exactNoise, beliefs, dropout: "off", key: key(0) });
  const counts = new Map<string, number>();
  const visited = passes.map(({ reapplied, drop, ...pass }, layer) => ({
    reapplied,
    drop,
    apply(inputs: Tensor, map = defaultMap) {
      const place = `${layer}.${map}`;
      const application = counts.get(place) ?? 0;
      counts.set(place, application + 1);
      // a view, so that giving it back leaves x to its owner
      return visit({ layer, map, application, inputs: reshape(inputs, inputs.shape), preactivations: pass.apply(inputs, map) });
    },
  }));
  return network.forward(x, visited);
}

/** Ones where an output meets its own copy of the network. @shape [size, 1, size] */
const diagonal = (size: number): Tensor =>
  tensor(
    Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
    [size, 1, size],
  );
