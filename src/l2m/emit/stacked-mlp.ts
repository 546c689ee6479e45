import type { Value } from '../../onnx/graph-builder.ts';
import { add, linear, matmulPerDomain, relu, reshapeRows } from '../../onnx/ops.ts';
import type { MlpSpec } from '../spec.ts';
import type { Emit } from './blocks.ts';
import { readStacked, transposeEach } from './stacked.ts';

/** Linear layers with a ReLU between neighbours: `[N,in]` to `[N,out]`. */
export async function mlp({ graph, weights }: Emit, { prefix, layerCount, endsWithRelu }: MlpSpec, input: Value): Promise<Value> {
  let x = input;
  for (let layer = 0; layer < layerCount; layer++) {
    const weight = await weights.into(graph, `${prefix}.${2 * layer}.weight`);
    x = linear(graph, layer > 0 ? relu(graph, x) : x, weight, await weights.into(graph, `${prefix}.${2 * layer}.bias`));
  }
  return endsWithRelu ? relu(graph, x) : x;
}

/** The same layers with weights of their own for each of D domains, all at once, `[N,in]` to `[N,D,out]`: the first layers share an input, the others are one batched product each. */
export async function mlpPerDomain({ graph, weights }: Emit, { prefix, layerCount, endsWithRelu }: MlpSpec, domains: number, input: Value): Promise<Value> {
  const read = (layer: number, part: string) => readStacked(weights, domains, (d) => `${prefix}.${d}.${2 * layer}.${part}`);
  const name = (layer: number, part: string): string => `${prefix}.${2 * layer}.${part}`;
  const [firstWeight, firstBias] = [await read(0, 'weight'), await read(0, 'bias')];
  const first = linear(graph, input,
    graph.weight(name(0, 'weight'), firstWeight.shape, firstWeight.samples),
    graph.weight(name(0, 'bias'), firstBias.shape, firstBias.samples));
  let width = (firstWeight.shape[0] ?? 0) / domains;
  let x = reshapeRows(graph, first, [domains, 1, width]);
  for (let layer = 1; layer < layerCount; layer++) {
    const weight = transposeEach(await read(layer, 'weight'), domains);
    const bias = await read(layer, 'bias');
    width = weight.shape[2] ?? 0;
    const product = matmulPerDomain(graph, relu(graph, x), graph.weight(name(layer, 'weight'), weight.shape, weight.samples, 2));
    x = add(graph, product, graph.weight(name(layer, 'bias'), [domains, 1, width], bias.samples));
  }
  return reshapeRows(graph, endsWithRelu ? relu(graph, x) : x, [domains, width]);
}
