import { afterEach, describe, expect, it } from 'vitest';
import { cdp } from 'vitest/browser';
import { createEngineClient } from '../../src/bridge/create-engine-client.ts';
import { createModelLibrary } from '../../src/bridge/create-model-library.ts';
import type { EngineClient } from '../../src/bridge/engine-client.ts';
import type { FaceEdit } from '../../src/edit/face-edit.ts';
import type { ModelLibrary } from '../../src/bridge/model-library.ts';
import type { LibraryProgress } from '../../src/library/library-protocol.ts';
import { openCheckpoint } from '../../src/checkpoint/open.ts';
import { sha256Hex } from '../../src/core/hash.ts';
import { blobByteSource } from '../../src/bundle/blob-byte-source.ts';
import ConvertWorker from '../../src/library/library-worker.ts?worker';
import { convertCheckpoint } from '../../src/l2m/convert.ts';
import { bundledGraphs, parseManifest, type BundleManifest } from '../../src/l2m/manifest.ts';
import { bundles, choices, clearStorage, damageStored, fixture, patched, storedFiles, unzip, withManifest, zipOf } from './library-support.ts';

const square = { centreXPx: 256, centreYPx: 256, sidePx: 512, rotationRad: 0 };
const smile: FaceEdit = { kind: 'attributes', sourceValues: [0, 0, 0], levels: [1, 0, 0] };
const opened: { dispose(): void }[] = [];

function library(spawn?: (name: string) => Worker): ModelLibrary {
  const made = createModelLibrary(spawn ? { spawn } : {});
  opened.push(made);
  return made;
}

function engine(): EngineClient {
  const made = createEngineClient();
  opened.push(made);
  return made;
}

/** Loads a stored model and renders an edit with it. */
async function rendersWith(client: EngineClient, id: string, edit: FaceEdit = smile): Promise<void> {
  const loaded = await client.loadBundle({ source: { storedId: id }, backend: 'wasm' });
  expect(loaded.backend.selfCheckError).toBeLessThanOrEqual(loaded.manifest.check.tolerance);
  const { pictureId } = await client.openPicture(await (await fetch('/samples/average-man.webp')).blob());
  expect((await client.render({ pictureId, faces: [{ square, edit }], wanted: [{ face: 0, maxSidePx: 256 }], detail: 1 }))?.[0]?.bitmap).toBeDefined();
}

function graphHashes(manifest: BundleManifest | undefined): readonly (readonly [string, string])[] {
  return manifest ? bundledGraphs(manifest).map(([name, { sha256 }]) => [name, sha256] as const) : [];
}

async function convertedInNode(): Promise<BundleManifest> {
  return parseManifest(await (await fetch('/test-results/tiny/manifest.json')).json());
}

async function setQuota(quotaSize?: number): Promise<void> {
  await cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin, ...(quotaSize === undefined ? {} : { quotaSize }) });
}

async function usedBytes(): Promise<number> {
  return (await navigator.storage.estimate()).usage ?? 0;
}

afterEach(async () => {
  for (const made of opened.splice(0)) made.dispose();
  await setQuota();
  await bundles();
  await clearStorage();
});

describe('a checkpoint', () => {
  it('is inspected by its content: size, domains, parameters, and whether names are needed', async () => {
    const lib = library();
    const seen = await lib.inspect(await fixture('eight.pt'));
    const node = await convertedInNode();
    expect(seen).toMatchObject({
      kind: 'checkpoint', format: 'torch-zip', imageSizePx: node.imageSizePx, domainCount: 8, hasHighPassSkips: false, hasClassifier: true, needsNames: false,
      suggested: { id: 'eight', title: 'Eight', domains: { kind: 'attributes', attributes: [{ id: 'smile', off: 'neutral', on: 'smiling' }, {}, {}] } },
    });
    if (seen.kind !== 'checkpoint') throw new Error('expected a checkpoint');
    // The graphs have a few less: batch norms are folded into the convolutions before them.
    const inGraphs = bundledGraphs(node).reduce((sum, [, graph]) => sum + (graph.parameters ?? 0), 0);
    expect(seen.parameters).toBeGreaterThanOrEqual(inGraphs);
    expect(seen.parameters).toBeLessThan(1.02 * inGraphs);
    expect(Math.abs(seen.storedBytes.float32 - [...bundledGraphs(node).map(([, graph]) => graph), node.check.image, node.check.expected].reduce((sum, { bytes }) => sum + bytes, 0))).toBeLessThan(2 ** 17);
    expect(await lib.inspect(await fixture('three.pt'))).toMatchObject({ domainCount: 3, needsNames: true, suggested: { domains: undefined } });
    await expect(lib.inspect(new File(['just words'], 'letter.pt'))).rejects.toMatchObject({ code: 'checkpoint-not-a-checkpoint' });
  });

  it('becomes the very graphs that Node makes of it, renders, goes out as a zip, is removed and comes back', async () => {
    const [lib, client] = [library(), engine()];
    const seen: LibraryProgress[] = [];
    const stored = await lib.convert(await fixture('eight.pt'), choices('tiny'), { onProgress: (progress) => seen.push(progress) });
    const node = await convertedInNode();
    expect(graphHashes(stored.manifest)).toEqual(graphHashes(node));
    expect(stored.manifest?.source).toEqual(node.source);
    expect(stored.manifest?.domains).toEqual(node.domains);
    expect(stored.card).toContain('for tests');

    expect(new Set(seen.map(({ totalBytes }) => totalBytes)).size).toBe(1);
    expect(seen.every(({ doneBytes }, i) => i === 0 || doneBytes >= seen[i - 1]!.doneBytes)).toBe(true);
    expect(seen.at(-1)?.doneBytes).toBe(seen[0]?.totalBytes);
    // The sum is right by itself, not by the last report alone.
    expect(seen.at(-2)?.doneBytes).toBe(seen[0]?.totalBytes);
    expect(new Set(seen.map(({ stage }) => stage))).toEqual(new Set(['convert', 'hash', 'runtime', 'check']));

    expect((await lib.list()).map(({ id }) => id)).toEqual(['tiny']);
    await rendersWith(client, 'tiny');
    const zip = await lib.exportZip('tiny');
    expect(zip.size).toBeGreaterThan(stored.storedBytes);
    expect([...(await unzip(zip)).keys()].sort()).toEqual((await storedFiles()).filter((path) => path.includes('/')).map((path) => path.slice('tiny/'.length)));
    expect((await lib.usage()).usedBytes).toBeGreaterThanOrEqual(stored.storedBytes);

    await lib.remove('tiny');
    expect(await storedFiles()).toEqual([]);
    await expect(client.loadBundle({ source: { storedId: 'tiny' }, backend: 'wasm' })).rejects.toMatchObject({ code: 'bundle-not-stored' });
    const file = new File([zip], 'download.zip');
    expect(await lib.inspect(file)).toMatchObject({ kind: 'bundle', manifest: { id: 'tiny', imageSizePx: node.imageSizePx } });
    expect(await lib.importZip(file)).toEqual(stored);
    await rendersWith(engine(), 'tiny');
  });

  it('is stored in float16 when asked, with the bytes that the converter makes anywhere', async () => {
    const [lib, file] = [library(), await fixture('eight.pt')];
    const stored = await lib.convert(file, choices('half', { storage: 'float16' }));
    const { graphs } = await convertCheckpoint(await openCheckpoint(blobByteSource(file)), { storage: 'float16' });
    expect(graphHashes(stored.manifest)).toEqual(bundledGraphs(stored.manifest!).map(([name]) => [name, sha256Hex(graphs.get(name)!.bytes)]));
    await rendersWith(engine(), 'half');
  });

  it('of named domains needs as many names, and then moves between them', async () => {
    const [lib, file] = [library(), await fixture('three.pt')];
    await expect(lib.convert(file, choices('animals', { names: {} }))).rejects.toMatchObject({ code: 'domain-names-missing' });
    await expect(lib.convert(file, choices('animals', { names: { domains: ['cat', 'dog'] } }))).rejects.toMatchObject({ code: 'domain-count' });
    expect(await storedFiles()).toEqual([]);
    const stored = await lib.convert(file, choices('animals', { names: { domains: ['cat', 'dog', 'wild'] } }));
    expect(stored.manifest?.domains).toMatchObject({ kind: 'named', names: [{ id: 'cat' }, { id: 'dog' }, { id: 'wild' }] });
    await rendersWith(engine(), 'animals', { kind: 'domain', source: 0, target: 2, strength: 1 });
  });

  it('under an id that is taken or no id is refused, and the present bundle stays', async () => {
    const lib = library();
    const stored = await lib.convert(await fixture('eight.pt'), choices('tiny'));
    await expect(lib.convert(await fixture('eight.pt'), choices('tiny'))).rejects.toMatchObject({ code: 'bundle-exists' });
    await expect(lib.convert(await fixture('eight.pt'), choices('../up'))).rejects.toMatchObject({ code: 'bundle-id-invalid' });
    await expect(lib.remove('nothing')).rejects.toMatchObject({ code: 'bundle-not-stored' });
    expect(await lib.list()).toEqual([stored]);
    expect(await lib.inspect(await fixture('eight.pt'))).toMatchObject({ suggested: { id: 'eight' } });
    expect(await lib.inspect(new File([await fixture('eight.pt')], 'tiny.pt'))).toMatchObject({ suggested: { id: 'tiny-2' } });
  });
});

describe('a conversion that ends early', () => {
  it.each(['convert', 'hash', 'runtime', 'check'] as const)('leaves nothing when cancelled at "%s", and the next one works', async (stage) => {
    const [lib, controller] = [library(), new AbortController()];
    const file = await fixture('eight.pt');
    const conversion = lib.convert(file, choices('tiny'), {
      signal: controller.signal,
      onProgress: (progress) => { if (progress.stage === stage) controller.abort(); },
    });
    await expect(conversion).rejects.toHaveProperty('name', 'AbortError');
    expect(await storedFiles()).toEqual([]);
    await expect(lib.convert(file, choices('tiny'))).resolves.toMatchObject({ id: 'tiny', problem: undefined });
  });

  it('is never begun when it was cancelled before', async () => {
    await expect(library().convert(await fixture('eight.pt'), choices('tiny'), { signal: AbortSignal.abort() })).rejects.toHaveProperty('name', 'AbortError');
    expect(await storedFiles()).toEqual([]);
  });

  it('because its worker was killed: says so, and what it left is swept at the next start', async () => {
    const workers: Worker[] = [];
    const lib = library((name) => { const worker = new ConvertWorker({ name }); workers.push(worker); return worker; });
    const conversion = lib.convert(await fixture('eight.pt'), choices('tiny'), { onProgress: ({ stage }) => { if (stage === 'runtime') workers[0]?.terminate(); } });
    await expect(conversion).rejects.toMatchObject({ code: 'converter-crashed' });
    expect(await storedFiles()).toContain('tiny/decoder.onnx');
    expect(await lib.list()).toEqual([]);
    expect(await storedFiles()).toEqual([]);
    expect(workers.length).toBe(2);
  });

  it('in another tab is let be while it runs: its folder is not swept, its id is busy', async () => {
    const lib = library();
    await (await (await bundles()).getDirectoryHandle('tiny', { create: true })).getFileHandle('decoder.onnx', { create: true });
    await navigator.locks.request('mien-bundle-tiny', async () => {
      expect(await lib.list()).toEqual([]);
      await expect(lib.convert(await fixture('eight.pt'), choices('tiny'))).rejects.toMatchObject({ code: 'bundle-busy' });
      expect(await storedFiles()).toEqual(['tiny', 'tiny/decoder.onnx']);
    });
    expect(await lib.list()).toEqual([]);
    expect(await storedFiles()).toEqual([]);
  });
});

describe('storage that is full', () => {
  it('is said before anything is written, with what is needed and what is free', async () => {
    const lib = library();
    await setQuota((await usedBytes()) + 100_000);
    const conversion = lib.convert(await fixture('eight.pt'), choices('tiny'));
    await expect(conversion).rejects.toMatchObject({ code: 'storage-full', message: expect.stringMatching(/Expected 0\.\d MB .* received 0\.1 MB/) as string });
    expect(await storedFiles()).toEqual([]);
    await setQuota();
    await expect(lib.convert(await fixture('eight.pt'), choices('tiny'))).resolves.toMatchObject({ id: 'tiny' });
  });

  it('is met while writing when it runs full under the conversion, and nothing is left', async () => {
    const lib = library();
    const before = await lib.convert(await fixture('eight.pt'), choices('present'));
    let shrunk: Promise<void> | undefined;
    const conversion = lib.convert(await fixture('eight.pt'), choices('tiny'), { onProgress: () => { shrunk ??= setQuota(1000); } });
    await expect(conversion).rejects.toMatchObject({ code: 'storage-full', message: expect.stringMatching(/Expected 0\.\d MB .* received 0\.[0-3] MB/) as string });
    expect((await storedFiles()).some((path) => path.startsWith('tiny'))).toBe(false);
    expect(await lib.list()).toEqual([before]);
  });
});

describe('damage', () => {
  it('of a stored file is refused by its hash, the loaded model stays; a broken manifest can only be removed', async () => {
    const [lib, client] = [library(), engine()];
    await lib.convert(await fixture('eight.pt'), choices('good'));
    await lib.convert(await fixture('eight.pt'), choices('bad'));
    await rendersWith(client, 'good');
    await damageStored('bad', 'decoder.onnx');
    await expect(client.loadBundle({ source: { storedId: 'bad' }, backend: 'wasm' })).rejects.toMatchObject({ code: 'bundle-hash-mismatch' });
    const { pictureId } = await client.openPicture(await (await fetch('/samples/average-man.webp')).blob());
    expect((await client.render({ pictureId, faces: [{ square, edit: smile }], wanted: [{ face: 0, maxSidePx: 256 }], detail: 1 }))?.[0]?.bitmap).toBeDefined();

    await (await (await bundles()).getDirectoryHandle('bad')).removeEntry('decoder.onnx');
    await expect(client.loadBundle({ source: { storedId: 'bad' }, backend: 'wasm' })).rejects.toMatchObject({ code: 'bundle-file-missing' });

    const manifest = await (await (await (await bundles()).getDirectoryHandle('bad')).getFileHandle('manifest.json')).createWritable();
    await manifest.write('{');
    await manifest.close();
    expect(await lib.list()).toMatchObject([{ id: 'bad', manifest: undefined, problem: expect.stringContaining('manifest.json') as string }, { id: 'good', problem: undefined }]);
    await lib.remove('bad');
    expect((await lib.list()).map(({ id }) => id)).toEqual(['good']);
  });

  it('of a zip is refused with a code of its own each, leaving nothing beside the present bundle', async () => {
    const lib = library();
    const present = await lib.convert(await fixture('eight.pt'), choices('present'));
    const good = await unzip(await lib.exportZip('present'));
    const files = withManifest(good, (manifest) => { Object.assign(manifest, { id: 'other' }); });
    const zip = await zipOf(files);
    const without = new Map(files);
    without.delete('decoder.onnx');
    const changed = files.get('decoder.onnx')!.slice();
    changed[changed.length >> 1]! ^= 1;
    const zeros = new Map([...withManifest(files, ({ graphs }) => { graphs.decoder.bytes = 2 ** 25; }), ['decoder.onnx', new Uint8Array(2 ** 25)]]);
    const flipped = new Uint8Array(await zip.arrayBuffer());
    flipped[flipped.length >> 1]! ^= 1;
    const cases: readonly (readonly [string, string, Blob])[] = [
      ['not a zip', 'bundle-zip-unreadable', new Blob(['just words'])],
      ['an empty file', 'bundle-zip-unreadable', new Blob([])],
      ['cut short', 'bundle-zip-unreadable', zip.slice(0, zip.size - 1000)],
      ['a flipped byte', 'bundle-zip-unreadable', new Blob([flipped])],
      ['something before it', 'bundle-zip-unreadable', new Blob(['MZ', zip])],
      ['a file twice', 'bundle-zip-duplicate', await patched(await zipOf(new Map([...files, ['READMX.md', new Uint8Array(3)]])), 'READMX.md', 'README.md')],
      ['one more file', 'bundle-zip-unknown-file', await zipOf(new Map([...files, ['evil.js', new Uint8Array(3)]]))],
      ['a path', 'bundle-zip-unknown-file', await zipOf(new Map([...files, ['up/evil.js', new Uint8Array(3)]]))],
      ['a path out of it', 'bundle-zip-unreadable', await patched(await zipOf(new Map([...files, ['ab/evil.js', new Uint8Array(3)]])), 'ab/evil', '../evil')],
      ['a missing file', 'bundle-file-missing', await zipOf(without)],
      ['no manifest', 'bundle-file-missing', await zipOf(new Map([['decoder.onnx', changed]]))],
      ['another size', 'bundle-zip-size', await zipOf(withManifest(files, ({ graphs }) => { graphs.decoder.bytes += 1; }))],
      ['a manifest of 2 MB', 'bundle-zip-size', await zipOf(new Map([...files, ['manifest.json', new Uint8Array(2 ** 21).fill(32)]]))],
      ['a bomb', 'bundle-zip-bomb', await zipOf(zeros, 9)],
      ['a changed graph', 'bundle-hash-mismatch', await zipOf(new Map([...files, ['decoder.onnx', changed]]))],
      ['a manifest that is none', 'manifest-invalid', await zipOf(new Map([...files, ['manifest.json', new TextEncoder().encode('[]')]]))],
      ['two graphs in one file', 'manifest-invalid', await zipOf(withManifest(files, ({ graphs }) => { graphs.decoder.file = 'style-encoder.onnx'; }))],
      ['an id that is taken', 'bundle-exists', await zipOf(good)],
    ];
    for (const [what, code, blob] of cases) {
      await expect(lib.importZip(blob), what).rejects.toMatchObject({ code });
      expect((await storedFiles()).filter((path) => !path.startsWith('present')), what).toEqual([]);
    }
    expect(await lib.list()).toEqual([present]);
    await expect(lib.importZip(await zipOf(files, 6)), 'deflated, as other programs zip').resolves.toMatchObject({ id: 'other' });
  });

  it('and cancelling of an import leave nothing', async () => {
    const [lib, controller] = [library(), new AbortController()];
    await lib.convert(await fixture('eight.pt'), choices('tiny'));
    const zip = await lib.exportZip('tiny');
    await lib.remove('tiny');
    const work = lib.importZip(new Blob([await zip.arrayBuffer()]), { signal: controller.signal, onProgress: () => { controller.abort(); } });
    await expect(work).rejects.toHaveProperty('name', 'AbortError');
    expect(await storedFiles()).toEqual([]);
  });
});
