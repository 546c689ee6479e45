import { AppError } from '../core/app-error.ts';
import { sha256Hex } from '../core/hash.ts';
import { synthesiseCheckImage } from './check-image.ts';
import { checkTolerance } from './check-tolerance.ts';
import type { Conversion, EmittedGraph } from './convert.ts';
import { parseManifest, type BundleManifest, type GraphFile } from './manifest.ts';
import { GRAPH_NAMES, type GraphName } from './spec.ts';

export const MANIFEST_FILE = 'manifest.json';
export const CARD_FILE = 'README.md';
const CHECK_IMAGE_FILE = 'check-image.bin';
const CHECK_EXPECTED_FILE = 'check-expected.bin';

/** What a person says about a bundle; the rest is computed. */
export type BundleIdentity = Pick<BundleManifest, 'id' | 'title' | 'licence' | 'alignment' | 'frameScale' | 'domains' | 'regions' | 'wholeMouths' | 'quality' | 'source'>;

/** A bundle's files by name, all but the card. */
export interface Bundle {
  readonly manifest: BundleManifest;
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/**
 * A bundle whose check image has not been rendered yet: the image itself stands in for the expected output.
 * @throws AppError `manifest-invalid`
 */
export function draftBundle(conversion: Conversion, identity: BundleIdentity): Bundle {
  const graphs: GraphFiles = {};
  for (const [name, graph] of conversion.graphs) graphs[name] = describeGraph(name, graph);
  const { manifest, files } = draftManifest(conversion, graphs, identity);
  const graphFiles = [...conversion.graphs].map(([name, { bytes }]) => [graphFileName(name), bytes] as const);
  return { manifest, files: new Map([...graphFiles, ...files]) };
}

/** The manifest's `graphs` while it fills. */
export type GraphFiles = Partial<Record<GraphName, GraphFile>>;

export function graphFileName(name: GraphName): string {
  return `${name}.onnx`;
}

/** A graph's entry in the manifest. */
export function describeGraph(name: GraphName, { bytes, parameters, multiplyAdds }: EmittedGraph): GraphFile {
  return { ...describeFile(graphFileName(name), bytes), parameters, multiplyAdds };
}

/**
 * The draft's manifest and its check image, for graphs that are kept elsewhere.
 * @throws AppError `manifest-invalid`
 */
export function draftManifest({ spec, storage }: Pick<Conversion, 'spec' | 'storage'>, graphs: GraphFiles, identity: BundleIdentity): Bundle {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const { imageSizePx, styleDim, hasHighPassSkips, hasAttention, hasFlow, hasLight, domainCount } = spec;
  const image = store(files, CHECK_IMAGE_FILE, bytesOf(synthesiseCheckImage(imageSizePx)));
  const check = { image, expected: image, sourceDomain: 0, targetDomain: domainCount - 1, tolerance: 0 };
  const manifest = { formatVersion: 1, ...identity, card: CARD_FILE, imageSizePx, styleDim, hasHighPassSkips, ...(hasAttention && { hasAttention }), ...(hasFlow && { hasFlow }), ...(hasLight && { hasLight }), ...(spec.hasFarLight && { hasFarLight: true }), ...(spec.mapping && { latentDim: spec.mapping.latentDim }), graphs, storage, check };
  return { manifest: parseManifest(manifest), files };
}

/**
 * Checks what a person says about a bundle before the work that makes it.
 * @throws AppError `manifest-invalid`
 */
export function expectIdentity(made: Pick<Conversion, 'spec' | 'storage'>, identity: BundleIdentity): void {
  const graph = { bytes: new Uint8Array(1), parameters: 0, multiplyAdds: 0 };
  const graphs = GRAPH_NAMES.filter((name) => name !== (made.spec.mapping ? 'style-transformer' : 'mapping-network')).map((name) => [name, describeGraph(name, graph)]);
  try {
    draftManifest(made, Object.fromEntries(graphs) as GraphFiles, identity);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    throw new AppError({ code: thrown.code, cause: thrown, message: thrown.message.replace(' of manifest.json', ' of the model'), recovery: 'Change what was said about the model.' });
  }
}

/** Far finer than what the check tolerates; to so many steps it compresses, as the noise of the last bits does not. */
const EXPECTED_STEPS = 16384;

/**
 * The draft with the check image's expected output, `[1,3,S,S] float32 NCHW`, as a trusted backend rendered it.
 * @throws AppError `manifest-invalid`
 */
export function finishBundle(draft: Bundle, expected: Float32Array<ArrayBuffer>): Bundle {
  const files = new Map(draft.files);
  const check = { ...draft.manifest.check, expected: store(files, CHECK_EXPECTED_FILE, bytesOf(expected.map((value) => Math.round(value * EXPECTED_STEPS) / EXPECTED_STEPS))), tolerance: checkTolerance(expected) };
  const manifest = parseManifest({ ...draft.manifest, check });
  files.set(MANIFEST_FILE, new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 2)}\n`));
  return { manifest, files };
}

function store(files: Map<string, Uint8Array<ArrayBuffer>>, file: string, bytes: Uint8Array<ArrayBuffer>) {
  files.set(file, bytes);
  return describeFile(file, bytes);
}

function describeFile(file: string, bytes: Uint8Array) {
  return { file, bytes: bytes.length, sha256: sha256Hex(bytes) };
}

function bytesOf(samples: Float32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
