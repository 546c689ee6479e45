import type { Value } from '../../onnx/graph-builder.ts';
import { add, linear, matmulPerDomain, relu, reshapeRows, subtract } from '../../onnx/ops.ts';
import type { ModelSpec } from '../spec.ts';
import type { Emit } from './blocks.ts';
import { readStacked, transposeEach } from './stacked.ts';

/** `code [N,64]` to `unrelated`, `related [N,64]` and `targets [N,D,64]`, the related code moved to every domain. */
export async function emitStyleTransformer(emit: Emit, spec: ModelSpec): Promise<void> {
  const { graph } = emit;
  const code = graph.input('code', ['N', spec.styleDim]);
  const unrelated = await decompose(emit, spec, code);
  const related = subtract(graph, code, unrelated);
  graph.output('unrelated', unrelated);
  graph.output('related', related);
  graph.output('targets', await transformToEveryDomain(emit, spec, related));
}

async function decompose({ graph, weights }: Emit, { decomposer }: ModelSpec, code: Value): Promise<Value> {
  const { prefix, layerCount, endsWithRelu } = decomposer;
  let x = code;
  for (let layer = 0; layer < layerCount; layer++) {
    const input = layer > 0 ? relu(graph, x) : x;
    const weight = await weights.into(graph, `${prefix}.${2 * layer}.weight`);
    x = linear(graph, input, weight, await weights.into(graph, `${prefix}.${2 * layer}.bias`));
  }
  return endsWithRelu ? relu(graph, x) : x;
}

/** All D transformers at once: their first layers share an input, the others are one batched product each. */
async function transformToEveryDomain({ graph, weights }: Emit, spec: ModelSpec, related: Value): Promise<Value> {
  const domains = spec.domainCount;
  const { prefix, layerCount, endsWithRelu } = spec.transformers;
  const read = (layer: number, part: string) => readStacked(weights, domains, (d) => `${prefix}.${d}.${2 * layer}.${part}`);
  const name = (layer: number, part: string): string => `${prefix}.${2 * layer}.${part}`;
  const [firstWeight, firstBias] = [await read(0, 'weight'), await read(0, 'bias')];
  const first = linear(graph, related,
    graph.weight(name(0, 'weight'), firstWeight.shape, firstWeight.samples),
    graph.weight(name(0, 'bias'), firstBias.shape, firstBias.samples));
  let x = reshapeRows(graph, first, [domains, 1, (firstWeight.shape[0] ?? 0) / domains]);
  for (let layer = 1; layer < layerCount; layer++) {
    const weight = transposeEach(await read(layer, 'weight'), domains);
    const bias = await read(layer, 'bias');
    const product = matmulPerDomain(graph, relu(graph, x), graph.weight(name(layer, 'weight'), weight.shape, weight.samples, 2));
    x = add(graph, product, graph.weight(name(layer, 'bias'), [domains, 1, weight.shape[2] ?? 0], bias.samples));
  }
  return reshapeRows(graph, endsWithRelu ? relu(graph, x) : x, [domains, spec.styleDim]);
}
