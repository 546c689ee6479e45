import { stat } from 'node:fs/promises';
import type { PlainValue } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { AppError, describe } from '../core/app-error.ts';
import { readBundle, readManifest } from '../bundle/bundle-files.ts';
import { buildDomainTable, isUnnamed } from '../l2m/domain-table.ts';
import { highPassSkips } from '../l2m/high-pass-skips.ts';
import { bundledGraphs, domainCount, type BundleManifest } from '../l2m/manifest.ts';
import { recogniseModel } from '../l2m/recognise.ts';
import type { BlockSpec, ModelSpec } from '../l2m/spec.ts';
import { folderBundleFiles } from './node-bundle-files.ts';
import { openFileByteSource } from './node-byte-source.ts';
import { formatCount, formatTable, runCommand, visible } from './run-command.ts';

await runCommand(async () => {
  const [path, ...rest] = process.argv.slice(2);
  if (path === undefined || rest.length > 0) {
    throw new AppError({ code: 'usage', message: 'Expected one checkpoint or bundle folder for inspect.', recovery: 'mien inspect <checkpoint|bundle folder>' });
  }
  const isFolder = await stat(path).then((found) => found.isDirectory(), () => false);
  await (isFolder ? inspectBundle(path) : inspectCheckpoint(path));
});

/** Keys, titles and ids are a stranger's. */
function say(text: string): void {
  console.log(visible(text));
}

async function inspectBundle(folder: string): Promise<void> {
  const files = folderBundleFiles(folder);
  const manifest = await readManifest(files);
  say(`${manifest.title} (${manifest.id}), ${manifest.imageSizePx} px, ${manifest.storage} storage, alignment ${manifest.alignment}`);
  say(`licence: ${manifest.licence}; card: ${manifest.card}`);
  say(`from ${manifest.source.format}, ${formatCount(manifest.source.bytes)} bytes, SHA-256 ${manifest.source.sha256}`);
  say(domainLines(manifest).join('\n'));
  say(formatTable([
    ['graph', 'parameters', 'bytes', 'multiply-adds'],
    ...bundledGraphs(manifest).map(([name, graph]) => [name, countOrDash(graph.parameters), formatCount(graph.bytes), countOrDash(graph.multiplyAdds)]),
  ]));
  for (const { name, value, unit } of manifest.quality?.rows ?? []) say(`${name}: ${value} ${unit}`.trimEnd());
  await readBundle(files, manifest);
  say('Sizes and hashes of all files are right.');
}

function domainLines(manifest: BundleManifest): readonly string[] {
  const { domains } = manifest;
  if (domains.kind === 'named') return [`${domainCount(manifest)} domains: ${domains.names.map(({ title }) => title).join(', ')}`];
  return [
    `${domainCount(manifest)} domains of ${domains.attributes.length} attributes`,
    ...domains.attributes.map(({ title, off, on, levelRange }) => `  ${title}: ${off} / ${on}, levels ${levelRange.join(' to ')}`),
  ];
}

async function inspectCheckpoint(path: string): Promise<void> {
  await using source = await openFileByteSource(path);
  const checkpoint = await openCheckpoint(source);
  say(`${checkpoint.format}, ${formatCount(checkpoint.sizeBytes)} bytes, ${checkpoint.tensors.size} tensors`);
  for (const { key, dtype, shape } of checkpoint.tensors.values()) say(`  ${key}  ${dtype} [${shape.join(', ')}]`);
  say(JSON.stringify(checkpoint.plain, undefined, 2));
  const { spec, usedKeys, skippedKeys } = recogniseModel(checkpoint);
  say(specLines(spec).join('\n'));
  say(attributeLine(spec, checkpoint.plain['meta']));
  say(`${usedKeys.length} keys used, ${skippedKeys.length} skipped`);
  for (const key of skippedKeys) say(`  skipped  ${key}`);
}

function specLines(spec: ModelSpec): readonly string[] {
  return [
    `${spec.mapping ? `StarGAN v2 (latents of ${spec.mapping.latentDim})` : 'L2M-GAN'}, ${spec.imageSizePx} px${spec.patchPx === 2 ? ' (networks at half of it)' : ''}, ${spec.domainCount} domains, style code of ${spec.styleDim}`,
    `  generator encoder: ${blockLine(spec.encodeBlocks)}`,
    `  generator decoder: ${blockLine(spec.decodeBlocks)}`,
    `  style encoder: ${blockLine(spec.styleBlocks)}`,
    spec.hasHighPassSkips ? `  high-pass skips at ${highPassSkips(spec).map(({ sidePx }) => sidePx).join(', ')} px, masked by landmark heatmaps` : '  no high-pass skips',
    spec.classifierAttributeCount > 0
      ? `  classifier: ${spec.classifierChannels.join(' - ')} channels, ${spec.classifierAttributeCount} logits${spec.classifierWindowCount > 0 ? `, windows: ${spec.classifierWindowCount}` : ''}`
      : '  no attribute classifier',
  ];
}

/** What `convert` calls the domains unless it is told otherwise. */
function attributeLine(spec: ModelSpec, meta: PlainValue | undefined): string {
  try {
    const table = buildDomainTable(spec, meta, {});
    const ids = (table.kind === 'attributes' ? table.attributes : table.names).map(({ id }) => id).join(', ');
    const [what, option] = table.kind === 'attributes' ? ['attributes', '--attributes'] : ['domains', '--domains'];
    return `  ${what}: ${ids}${isUnnamed(meta, {}) ? ` (placeholders: convert takes names with ${option})` : ''}`;
  } catch (thrown) {
    return `  attributes: ${describe(thrown)}`;
  }
}

/** Channels from block to block; a star where the block changes the resolution. */
function blockLine(blocks: readonly BlockSpec[]): string {
  return [blocks[0]?.channelsIn ?? 0, ...blocks.map(({ channelsOut, resamples }) => `${channelsOut}${resamples ? '*' : ''}`)].join(' - ');
}

function countOrDash(count: number | undefined): string {
  return count === undefined ? '-' : formatCount(count);
}
