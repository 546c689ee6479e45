import type { MappedStyle, ModelSpec } from '../spec.ts';
import type { Emit } from './blocks.ts';
import { mlp, mlpPerDomain } from './stacked-mlp.ts';

/** `latent [N,L]`, normally distributed, to `codes [N,D,64]`, a style code for every domain. */
export async function emitMappingNetwork(emit: Emit, { domainCount, mapping }: Pick<ModelSpec, 'domainCount'> & MappedStyle): Promise<void> {
  const { graph } = emit;
  const latent = graph.input('latent', ['N', mapping.latentDim]);
  graph.output('codes', await mlpPerDomain(emit, mapping.unshared, domainCount, await mlp(emit, mapping.shared, latent)));
}
