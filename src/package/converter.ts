/** `mien/converter`: from a torch checkpoint to a bundle of ONNX graphs (design section 3), in Node and in browsers. */
export type { Checkpoint, PlainValue, TensorEntry } from '../checkpoint/checkpoint.ts';
export { openCheckpoint } from '../checkpoint/open.ts';
export { AppError } from '../core/app-error.ts';
export { bytesSource, type ByteSource } from '../core/byte-source.ts';
export { sha256HexOfSource } from '../core/hash.ts';
export { draftBundle, finishBundle, type Bundle, type BundleIdentity } from '../l2m/bundle.ts';
export { convertCheckpoint, type Conversion, type ConvertOptions, type ConvertProgress } from '../l2m/convert.ts';
export { buildDomainTable, type DomainTable, type GivenNames } from '../l2m/domain-table.ts';
export { parseManifest, type BundleManifest } from '../l2m/manifest.ts';
export { recogniseModel, type Recognition } from '../l2m/recognise.ts';
export type { ModelSpec } from '../l2m/spec.ts';
