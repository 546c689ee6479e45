import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/checkpoint/open.ts';
import { folderBundleFiles } from '../../src/cli/node-bundle-files.ts';
import { openFileByteSource } from '../../src/cli/node-byte-source.ts';
import { sha256Hex, sha256HexOfSource } from '../../src/core/hash.ts';
import { readBundle, readManifest } from '../../src/bundle/bundle-files.ts';
import { L2mModel } from '../../src/engine/l2m-model.ts';
import { createNodeRuntime } from '../../src/engine/runtime-node.ts';
import { selfCheckError } from '../../src/engine/self-check.ts';
import { convertCheckpoint } from '../../src/l2m/convert.ts';
import { bundledGraphs } from '../../src/l2m/manifest.ts';

const models = fileURLToPath(new URL('../../models/', import.meta.url));
const weights = fileURLToPath(new URL('../../../shared/weights/', import.meta.url));

const shipped = readdirSync(models).filter((name) => existsSync(`${models}${name}/manifest.json`));

/** Path of the checkpoint with this hash among the shared weights, if it is there. */
async function findCheckpoint(sha256: string): Promise<string | undefined> {
  for (const file of existsSync(weights) ? readdirSync(weights).filter((name) => name.endsWith('.pt')) : []) {
    await using source = await openFileByteSource(`${weights}${file}`);
    if (await sha256HexOfSource(source) === sha256) return `${weights}${file}`;
  }
  return undefined;
}

const bundles = await Promise.all(shipped.map(async (name) => {
  const files = folderBundleFiles(`${models}${name}`);
  const manifest = await readManifest(files);
  const checkpoint = await findCheckpoint(manifest.source.sha256);
  if (checkpoint === undefined) console.log(`SKIPPED: models/${name} is not compared with its checkpoint, which is not in ../shared/weights.`);
  return { name, files, manifest, checkpoint };
}));

it('ships a bundle', () => {
  expect(shipped).not.toEqual([]);
});

describe.each(bundles)('models/$name', ({ name, files, manifest, checkpoint }) => {
  it('has the files that its manifest vouches for, and a card', async () => {
    expect(manifest.id).toBe(name);
    await readBundle(files, manifest);
    expect((await files.read(manifest.card)).length).toBeGreaterThan(500);
  });

  it('renders its check image as it says', async () => {
    const contents = await readBundle(files, manifest);
    const model = await L2mModel.load(createNodeRuntime(1), contents);
    const error = await selfCheckError(model, contents);
    await model.release();
    expect(error).toBeLessThan(manifest.check.tolerance / 50);
  });

  describe.skipIf(checkpoint === undefined)('beside its checkpoint', () => {
    it('is what the converter makes of it today', async () => {
      await using source = await openFileByteSource(checkpoint ?? '');
      const { graphs } = await convertCheckpoint(await openCheckpoint(source), { storage: manifest.storage });
      const made = [...graphs].map(([graph, { bytes }]) => [graph, sha256Hex(bytes)]);
      expect(made).toEqual(bundledGraphs(manifest).map(([graph, { sha256 }]) => [graph, sha256]));
    });
  });
});
