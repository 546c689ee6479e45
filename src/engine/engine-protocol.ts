import type { CropSquare } from '../core/geometry.ts';
import type { RectPx, Samples } from '../core/image.ts';
import type { OutputFormat } from '../core/picture-formats.ts';
import type { RenderTiming } from '../core/render-timing.ts';
import type { FaceEdit, FaceTarget, FaceTask, WantedEdit } from '../edit/face-edit.ts';
import type { ReferenceReading } from '../edit/reference.ts';
import type { Pair } from './explain-face.ts';
import type { StyleInsight } from '../l2m/insight.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import type { PackedPicture } from '../picture/packed-picture.ts';
import type { MetadataChoice } from '../picture/saved-metadata.ts';

/** The two builds of onnxruntime-web: CPU alone, or with native WebGPU (and the CPU beside it). A page fetches one of them. */
export type OrtFlavour = 'wasm' | 'webgpu';

/** Work done so far; `total` is fixed from the first report on, `done` only grows and ends at it. */
export interface Progress {
  readonly stage: 'runtime' | 'model' | 'self-check';
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Since the first report. */
  readonly elapsedMs: number;
  /** The build that the engine has, or is about to fetch. */
  readonly flavour: OrtFlavour;
}

/** Which backend runs, and why. */
export interface BackendReport {
  readonly kind: 'webgpu' | 'wasm';
  readonly threads: number;
  /** For people: "no WebGPU adapter here", "self-check passed, off by 2.1e-4 on average". */
  readonly reason: string;
  /** Mean absolute difference of the self-check, on the [-1,1] scale. */
  readonly selfCheckError: number;
}

/** Where a bundle's files lie: in a folder that holds `manifest.json`, as an absolute URL ending in "/", or in the browser's storage. */
export type BundleSource = { readonly baseUrl: string } | { readonly storedId: string };

/** What a person may prefer; `auto` takes WebGPU where it is there and right. */
export type BackendPreference = 'auto' | 'webgpu' | 'wasm';

export interface LoadBundleRequest {
  readonly source: BundleSource;
  readonly backend: BackendPreference;
}

/** A load as the client passes it on, with what it knows of this machine. */
export interface EngineLoad extends LoadBundleRequest {
  /** Why WebGPU is not to be tried; for people. */
  readonly avoidWebgpu?: string;
  /** The build that this page fetched before: a worker that takes over fetches no other. */
  readonly flavour?: OrtFlavour;
  readonly maxThreads?: number;
  /** Folder with the files of onnxruntime-web, an absolute URL ending in "/"; absent: they lie where the build put them. */
  readonly runtimeUrl?: string | undefined;
}

export interface LoadedBundle {
  readonly manifest: BundleManifest;
  readonly backend: BackendReport;
  /** Addresses of all that this bundle and the runtime were fetched from; files in the browser's storage have none. */
  readonly fetchedUrls: readonly string[];
}

export interface OpenPictureRequest {
  readonly pictureId: string;
  readonly blob: Blob;
}

export interface OpenedPicture {
  readonly pictureId: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** For display, at most 2,048 px on its longer side. */
  readonly preview: ImageBitmap;
  /** The file says where it was taken. */
  readonly hasLocation: boolean;
  /** The text of the recipe that Mien saved it with, where the person wanted that; anybody may have written it. */
  readonly recipe?: string;
  /** Said to the person when decoding had to give something up. */
  readonly notes: readonly string[];
}

export interface AnalyseFaceRequest {
  readonly pictureId: string;
  readonly square: CropSquare;
}

export interface FaceAnalysis {
  /** The classifier's logit per attribute, positive for on; empty when the bundle has no classifier. */
  readonly logits: readonly number[];
}

/** Another face for an edit to be like. */
export interface ReadReferenceRequest extends Pick<FaceTarget, 'square' | 'hints'> {
  /** Its file; where the picture is open under its id, that is used. */
  readonly pictureId: string;
  readonly blob: Blob;
  /** What a person says it is, per attribute of the bundle. */
  readonly said: readonly (0 | 1 | undefined)[];
}

export interface ReadReferenceResult {
  readonly reading: ReferenceReading;
  /** The aligned crop as the model takes it. */
  readonly crop: ImageBitmap;
}

export interface ExplainFaceRequest {
  readonly pictureId: string;
  readonly face: FaceTask;
  readonly detail: number;
}

/** What the model makes of a face and of its edit. */
export interface FaceInsight {
  readonly style: StyleInsight;
  /** The classifier's logits before and after; empty without a classifier. */
  readonly logits: Pair<readonly number[]>;
  /** The aligned crop of either, as the model takes it. */
  readonly crops: Pair<ImageBitmap>;
  /** The same with their surroundings, for a face finder to compare. */
  readonly portraits: Pair<ImageBitmap>;
}

/** One face to render anew. */
export interface WantedPatch {
  /** Index into the request's faces. */
  readonly face: number;
  /** The patch is rendered at the picture's resolution, scaled down so that its longer side is at most this. */
  readonly maxSidePx: number;
}

export interface RenderRequest {
  readonly pictureId: string;
  /** Every edited face, in the order in which they are composed: what lies beneath a wanted one shows in its patch. */
  readonly faces: readonly FaceTask[];
  /** Those whose patches the page does not have. */
  readonly wanted: readonly WantedPatch[];
  /** How much of the model's own detail comes in (design section 2), 0 to 1: 0 adds the change alone, 1 puts the rendered face in. */
  readonly detail: number;
}

export interface RenderedPatch {
  /** Where the patch lies in the picture; draw `bitmap` stretched over it. */
  readonly rect: RectPx;
  /** Undefined when nothing differs from the source: show what lies beneath. */
  readonly bitmap: ImageBitmap | undefined;
  readonly timing: RenderTiming;
  /** Cosine of the edited related code with s_unrelated; near 0 when the edit leaves the rest alone. */
  readonly cosine: number;
}

export interface SaveRequest {
  readonly pictureId: string;
  readonly faces: readonly FaceTask[];
  /** How much of the model's own detail comes in (design section 2), 0 to 1: 0 adds the change alone, 1 puts the rendered face in. */
  readonly detail: number;
  readonly format: OutputFormat;
  /** 0 to 1, for jpeg and webp. */
  readonly quality: number;
  readonly metadata: MetadataChoice;
}

export interface EditFacesRequest {
  readonly picture: PackedPicture;
  readonly faces: readonly FaceTarget[];
  readonly wanted: WantedEdit;
  readonly detail: number;
  /** Where every face's edit is seen, as `core/brush-mask.ts` writes it. */
  readonly mask?: string | undefined;
}

export interface EditedPicture {
  readonly data: Samples;
  /** What was done to each face, given what it was found to be. */
  readonly edits: readonly FaceEdit[];
  /** Ids of attributes whose source nobody could tell, on any face: they stayed as they were. */
  readonly untold: readonly string[];
}

/** Every request that the worker answers: name -> [payload, result]. */
export interface EngineCalls {
  loadBundle: [EngineLoad, LoadedBundle];
  openPicture: [OpenPictureRequest, OpenedPicture];
  closePicture: [{ readonly pictureId: string }, undefined];
  analyseFace: [AnalyseFaceRequest, FaceAnalysis];
  explainFace: [ExplainFaceRequest, FaceInsight];
  readReference: [ReadReferenceRequest, ReadReferenceResult];
  /** The wanted patches, in the order of the request. */
  render: [RenderRequest, readonly RenderedPatch[]];
  save: [SaveRequest, Blob];
  editFaces: [EditFacesRequest, EditedPicture];
}

export type EngineCallName = keyof EngineCalls;

/** Tells a render's answer from the others; Array.isArray does not narrow a read-only array. */
export function isPatches(value: NonNullable<EngineCalls[EngineCallName][1]>): value is EngineCalls['render'][1] {
  return Array.isArray(value);
}
