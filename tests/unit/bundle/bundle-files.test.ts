import { describe, expect, it } from 'vitest';
import { bundleBytes, readBundle, readManifest, type BundleFiles } from '../../../src/bundle/bundle-files.ts';
import { makeTinyBundle } from '../../support/tiny-bundle.ts';

const { manifest, files } = await makeTinyBundle();

/** The tiny bundle with one file passed through `change`. */
function filesWith(name: string, change: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>): BundleFiles {
  return {
    read(file, onBytes) {
      const bytes = files.get(file)!;
      const read = file === name ? change(bytes.slice()) : bytes;
      onBytes?.(read.length);
      return Promise.resolve(read);
    },
  };
}

describe('readBundle', () => {
  it('reads every graph that the manifest names, and as many bytes as it announces', async () => {
    let read = 0;
    const contents = await readBundle(filesWith('', (b) => b), manifest, (bytes) => { read += bytes; });
    expect([...contents.graphs.keys()]).toEqual(['style-encoder', 'style-transformer', 'content-encoder', 'decoder', 'attribute-classifier']);
    expect(read).toBe(bundleBytes(manifest));
    expect(contents.checkImage.length).toBe(3 * manifest.imageSizePx ** 2);
  });

  it('refuses a file with one bit flipped, by its hash', async () => {
    const flipped = filesWith('decoder.onnx', (bytes) => { bytes[100]! ^= 1; return bytes; });
    await expect(readBundle(flipped, manifest)).rejects.toMatchObject({ code: 'bundle-hash-mismatch', message: expect.stringMatching(/decoder\.onnx.*SHA-256|SHA-256.*decoder\.onnx/) as string });
  });

  it('refuses a file cut short, by its size', async () => {
    const short = filesWith('decoder.onnx', (bytes) => bytes.slice(0, -1));
    await expect(readBundle(short, manifest)).rejects.toMatchObject({ code: 'bundle-hash-mismatch', message: expect.stringContaining('bytes for decoder.onnx') as string });
  });
});

describe('readManifest', () => {
  const change = (edit: (plain: Record<string, unknown>) => void): BundleFiles => filesWith('manifest.json', (bytes) => {
    const plain = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    edit(plain);
    return new TextEncoder().encode(JSON.stringify(plain));
  });

  it.each([
    ['a later format', (m: Record<string, unknown>) => { m['formatVersion'] = 2; }, 'formatVersion'],
    ['a path that leaves the folder', (m: Record<string, unknown>) => { (m['graphs'] as Record<string, { file: string }>)['decoder']!.file = '../decoder.onnx'; }, 'graphs.decoder.file'],
    ['a missing graph', (m: Record<string, unknown>) => { delete (m['graphs'] as Record<string, unknown>)['decoder']; }, 'graphs.decoder'],
    ['attributes of the same id', (m: Record<string, unknown>) => {
      const { attributes } = m['domains'] as { attributes: { id: string }[] };
      attributes[1]!.id = attributes[0]!.id;
    }, 'attribute ids must differ'],
  ])('refuses %s and names it', async (_name, edit, where) => {
    await expect(readManifest(change(edit))).rejects.toMatchObject({ code: 'manifest-invalid', message: expect.stringContaining(where) as string });
  });

  it('refuses what is not JSON', async () => {
    await expect(readManifest(filesWith('manifest.json', () => new TextEncoder().encode('<!doctype html>')))).rejects.toMatchObject({ code: 'manifest-invalid' });
  });
});
