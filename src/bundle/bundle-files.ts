import { AppError } from '../core/app-error.ts';
import { sha256Hex } from '../core/hash.ts';
import { bundledGraphs, parseManifest, type BundleManifest } from '../l2m/manifest.ts';
import type { GraphName } from '../l2m/spec.ts';

/** The files of one bundle, wherever they lie. */
export interface BundleFiles {
  /**
   * The whole file; `onBytes` hears of every piece as it arrives.
   * @throws AppError `bundle-file-missing`, `bundle-unreachable`
   */
  read(file: string, onBytes?: (bytes: number) => void): Promise<Uint8Array<ArrayBuffer>>;
}

/** A bundle in memory, every file checked against the manifest. */
export interface BundleContents {
  readonly manifest: BundleManifest;
  readonly graphs: ReadonlyMap<GraphName, Uint8Array<ArrayBuffer>>;
  /** `[1,3,S,S]` float32 NCHW in [-1,1] */
  readonly checkImage: Float32Array<ArrayBuffer>;
  /** `[1,3,S,S]` float32 NCHW */
  readonly checkExpected: Float32Array<ArrayBuffer>;
}

/**
 * Reads and checks the manifest.
 * @throws AppError `manifest-invalid`, and what `BundleFiles.read` throws
 */
export async function readManifest(files: BundleFiles): Promise<BundleManifest> {
  const bytes = await files.read('manifest.json');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new AppError({
      code: 'manifest-invalid', cause,
      message: `Expected JSON for manifest.json but received ${bytes.length} bytes that are not.`,
      recovery: 'Get the bundle again from where it came.',
    });
  }
  return parseManifest(value);
}

/** All bytes that `readBundle` will read beside the manifest. */
export function bundleBytes(manifest: BundleManifest): number {
  return filesBeside(manifest).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The files that `readBundle` will read beside the manifest. */
export function bundleFileNames(manifest: BundleManifest): readonly string[] {
  return filesBeside(manifest).map(({ file }) => file);
}

function filesBeside(manifest: BundleManifest): readonly { readonly file: string; readonly bytes: number }[] {
  return [...bundledGraphs(manifest).map(([, graph]) => graph), manifest.check.image, manifest.check.expected];
}

/**
 * Reads every file that the manifest names and refuses any whose size or hash differs.
 * @throws AppError `bundle-hash-mismatch`, and what `BundleFiles.read` throws
 */
export async function readBundle(files: BundleFiles, manifest: BundleManifest, onBytes?: (bytes: number) => void): Promise<BundleContents> {
  const checked = async (entry: { readonly file: string; readonly bytes: number; readonly sha256: string }): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = await files.read(entry.file, onBytes);
    const received = bytes.length === entry.bytes ? sha256Hex(bytes) : `${bytes.length} bytes`;
    if (received !== entry.sha256) {
      const expected = bytes.length === entry.bytes ? `SHA-256 ${entry.sha256}` : `${entry.bytes} bytes`;
      throw new AppError({
        code: 'bundle-hash-mismatch',
        message: `Expected ${expected} for ${entry.file} of the model "${manifest.title}" but received ${received}.`,
        recovery: 'Get the bundle again, or convert the checkpoint again.',
      });
    }
    return bytes;
  };
  const graphs = new Map<GraphName, Uint8Array<ArrayBuffer>>();
  for (const [name, entry] of bundledGraphs(manifest)) graphs.set(name, await checked(entry));
  const checkImage = new Float32Array((await checked(manifest.check.image)).buffer);
  const checkExpected = new Float32Array((await checked(manifest.check.expected)).buffer);
  return { manifest, graphs, checkImage, checkExpected };
}
