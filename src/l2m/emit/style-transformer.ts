import { subtract } from '../../onnx/ops.ts';
import type { ModelSpec, SplitStyle } from '../spec.ts';
import type { Emit } from './blocks.ts';
import { mlp, mlpPerDomain } from './stacked-mlp.ts';

/** `code [N,64]` to `unrelated`, `related [N,64]` and `targets [N,D,64]`, the related code moved to every domain. */
export async function emitStyleTransformer(emit: Emit, { styleDim, domainCount, decomposer, transformers }: Pick<ModelSpec, 'styleDim' | 'domainCount'> & SplitStyle): Promise<void> {
  const { graph } = emit;
  const code = graph.input('code', ['N', styleDim]);
  const unrelated = await mlp(emit, decomposer, code);
  const related = subtract(graph, code, unrelated);
  graph.output('unrelated', unrelated);
  graph.output('related', related);
  graph.output('targets', await mlpPerDomain(emit, transformers, domainCount, related));
}
