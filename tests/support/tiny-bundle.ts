import { readFile } from 'node:fs/promises';
import { openCheckpoint } from '../../src/checkpoint/open.ts';
import { renderCheck } from '../../src/cli/render-check.ts';
import { bytesSource } from '../../src/core/byte-source.ts';
import { sha256Hex } from '../../src/core/hash.ts';
import { readBundle, type BundleContents } from '../../src/bundle/bundle-files.ts';
import { createNodeRuntime } from '../../src/engine/runtime-node.ts';
import { draftBundle, finishBundle, type Bundle } from '../../src/l2m/bundle.ts';
import { convertCheckpoint } from '../../src/l2m/convert.ts';
import { buildDomainTable } from '../../src/l2m/domain-table.ts';
import type { WeightStorage } from '../../src/onnx/graph-builder.ts';

/** The tiny random model of eight domains, converted as `npm run convert` would: for tests of everything but looks. */
export async function makeTinyBundle(storage: WeightStorage = 'float32'): Promise<Bundle> {
  const bytes = new Uint8Array(await readFile(new URL('../fixtures/tiny-l2m/eight.pt', import.meta.url)));
  const conversion = await convertCheckpoint(await openCheckpoint(bytesSource(bytes)), { storage });
  const attributes = ['smile', 'gender', 'age'].map((id) => ({ id }));
  const draft = draftBundle(conversion, {
    id: 'tiny', title: 'Tiny', licence: 'for tests', alignment: 'none', quality: undefined,
    domains: buildDomainTable(conversion.spec, undefined, { attributes }),
    source: { sha256: sha256Hex(bytes), bytes: bytes.length, format: 'torch-zip' },
  });
  return finishBundle(draft, await renderCheck(createNodeRuntime(1), draft));
}

/** The tiny random model of StarGAN v2's layout: cats, dogs and wild animals. */
export async function makeAnimalBundle(): Promise<Bundle> {
  const bytes = new Uint8Array(await readFile(new URL('../fixtures/tiny-l2m/animals.pt', import.meta.url)));
  const conversion = await convertCheckpoint(await openCheckpoint(bytesSource(bytes)), { storage: 'float32' });
  const draft = draftBundle(conversion, {
    id: 'animals', title: 'Animals', licence: 'for tests', alignment: 'none', quality: undefined, domains: buildDomainTable(conversion.spec, undefined, {}),
    source: { sha256: sha256Hex(bytes), bytes: bytes.length, format: 'torch-zip' },
  });
  return finishBundle(draft, await renderCheck(createNodeRuntime(1), draft));
}

/** A bundle, read and checked as the engine would. */
export async function tinyBundle(make: () => Promise<Bundle> = makeTinyBundle): Promise<BundleContents> {
  const { manifest, files } = await make();
  return readBundle({ read: (file) => Promise.resolve(files.get(file)!) }, manifest);
}
